/** A note by voice, as a record names it. */
export interface Spoken {
  hash: string;
  bytes: number;
  length_ms: number;
  taken: number;
}

/** The note by voice a form names, if it names one. */
export function voiceOf(form: Record<string, unknown>): Spoken | undefined {
  const found = form['voice'];
  if (typeof found !== 'object' || found === null) return undefined;
  const { hash, length_ms } = found as Partial<Record<keyof Spoken, unknown>>;
  return typeof hash === 'string' && typeof length_ms === 'number' ? (found as Spoken) : undefined;
}

/** `1:05` */
export function lengthWords(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
