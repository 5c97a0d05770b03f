import type { FieldError } from './types';

/** A "no" from the server, or from the network before it (`code` is then `offline`). */
export class Refusal extends Error {
  readonly code: string;
  readonly status: number;
  readonly fields: readonly FieldError[];
  /** Seconds until another try makes sense, where the server says so. */
  readonly retryAfter: number | undefined;

  constructor(facts: { code: string; status: number; fields?: FieldError[]; retryAfter?: number }) {
    super(facts.code);
    this.code = facts.code;
    this.status = facts.status;
    this.fields = facts.fields ?? [];
    this.retryAfter = facts.retryAfter;
  }
}

/** The code of whatever was thrown; anything that is no refusal is `internal`. */
export function refusalCode(reason: unknown): string {
  return reason instanceof Refusal ? reason.code : 'internal';
}

/** Reads the error envelope of an answer; an answer without one still gives a refusal. */
export async function readRefusal(answer: Response): Promise<Refusal> {
  const wait = Number(answer.headers.get('retry-after'));
  const retryAfter = Number.isFinite(wait) && wait > 0 ? wait : undefined;
  const body: unknown = await answer.json().catch(() => undefined);
  const error = (body as { error?: { code?: unknown; fields?: unknown } } | undefined)?.error;
  return new Refusal({
    code: typeof error?.code === 'string' ? error.code : codeOf(answer.status),
    status: answer.status,
    fields: Array.isArray(error?.fields) ? (error.fields as FieldError[]) : [],
    retryAfter,
  });
}

function codeOf(status: number): string {
  const codes: Record<number, string> = {
    401: 'unauthenticated',
    403: 'forbidden',
    404: 'not_found',
    429: 'too_many_attempts',
  };
  // A proxy without its server answers so: for the reader that is the same as no network.
  return codes[status] ?? ([502, 503, 504].includes(status) ? 'offline' : 'internal');
}
