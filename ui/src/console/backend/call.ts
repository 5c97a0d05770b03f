import { readRefusal, Refusal } from './refusal';

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

let signedOut: () => void = () => undefined;

/** Who is told when the server no longer knows this session. */
export function onSignedOut(listener: () => void): void {
  signedOut = listener;
}

/** Asks the server and reads its JSON. Rejects with a `Refusal` and nothing else. */
export async function call<T>(method: Method, path: string, body?: unknown): Promise<T> {
  const answer = await accepted(method, path, body);
  if (answer.status === 204) return undefined as T;
  try {
    return (await answer.json()) as T;
  } catch {
    throw new Refusal({ code: 'internal', status: answer.status });
  }
}

/** Asks the server for bytes that are no JSON. Rejects as `call` does. */
export async function fetchBlob(path: string): Promise<Blob> {
  const answer = await accepted('GET', path, undefined);
  try {
    return await answer.blob();
  } catch {
    throw new Refusal({ code: 'offline', status: 0 });
  }
}

async function accepted(method: Method, path: string, body: unknown): Promise<Response> {
  const answer = await reach(method, path, body);
  if (answer.ok) return answer;
  const refusal = await readRefusal(answer);
  if (refusal.code === 'unauthenticated') signedOut();
  throw refusal;
}

async function reach(method: Method, path: string, body: unknown): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' };
  // A page of another origin cannot add this header without being asked first.
  if (method !== 'GET') headers['x-latarnia'] = '1';
  if (body !== undefined) headers['content-type'] = 'application/json';
  try {
    return await fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: 'same-origin',
      cache: 'no-store',
    });
  } catch {
    throw new Refusal({ code: 'offline', status: 0 });
  }
}
