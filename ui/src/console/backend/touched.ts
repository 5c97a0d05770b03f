/** Which questions a change of these kinds of record may answer differently. */
const touches: Record<string, string[]> = {
  site: ['sites', 'people', 'outings', 'review'],
  visit: ['sites', 'outings', 'review'],
  contact: ['sites', 'people', 'outings', 'review'],
  action: ['sites', 'people', 'outings'],
  intervention: ['sites', 'people', 'outings', 'review'],
  person: ['people', 'sites', 'review'],
  outing: ['outings'],
  worker: ['workers'],
  area: ['areas'],
};
/** A phone that pushed has also synced, and every change is written to the audit. */
const always = ['devices', 'audit', 'erasures'];
/** Every tag there is. */
export const everything = [...new Set([...Object.values(touches).flat(), ...always])];

/** The tags to ask again for; a kind from a newer server touches everything. */
export function touchedBy(kinds: readonly string[]): string[] {
  const tags = kinds.flatMap((kind) => touches[kind] ?? everything);
  return [...new Set([...tags, ...always])];
}

/** The kinds of record a message of the stream names; undefined if it cannot be read. */
export function readKinds(data: string): string[] | undefined {
  try {
    const { kinds } = JSON.parse(data) as { kinds?: unknown };
    return Array.isArray(kinds) ? kinds.map(String) : undefined;
  } catch {
    return undefined;
  }
}
