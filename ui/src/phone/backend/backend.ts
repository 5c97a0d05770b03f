import type { CallError, Commands } from './types';

export type { Commands };
export type Name = keyof Commands;
export type Input<K extends Name> = Commands[K][0];
export type Output<K extends Name> = Commands[K][1];

/** What changed behind the screens; `gone` and `back` tell of the backend itself. */
export type Topic = 'sync' | 'basemap' | 'photos' | 'session' | 'data' | 'gone' | 'back';

/** What a failed command is about: the codes of the core, and `gone` when nothing answered at all. */
export type FailureCode = CallError['code'] | 'gone';

/** A command failed and nothing was written, except with `gone`, where nobody can say. */
export class Failure extends Error {
  readonly code: FailureCode;
  /** What is wrong with which field of a form. */
  readonly fields: CallError['fields'];
  /** Seconds to wait before the next try. */
  readonly retryAfter: number | undefined;

  constructor(code: FailureCode, told: Partial<CallError> = {}) {
    super(`${code}: ${told.detail ?? ''}`);
    this.name = 'Failure';
    this.code = code;
    this.fields = told.fields ?? [];
    this.retryAfter = told.retry_after_s;
  }

  /** Whatever was thrown, as a failure. */
  static of(thrown: unknown): Failure {
    if (thrown instanceof Failure) return thrown;
    if (isCallError(thrown)) return new Failure(thrown.code, thrown);
    return new Failure('internal', { detail: String(thrown) });
  }
}

function isCallError(thrown: unknown): thrown is CallError {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'fields' in thrown;
}

/** The way from the screens to the store on this phone; nothing else reaches past the page. */
export interface Backend {
  /** Runs a command; rejects with a `Failure`. */
  call<K extends Name>(name: K, input: Input<K>): Promise<Output<K>>;
  /** Tells of every change until the returned function is called. */
  events(listener: (topic: Topic) => void): () => void;
  /** The address of the basemap kept on this phone. */
  readonly basemapUrl: string;
}
