import type { PersonRow } from '../backend/types';

export const personColumns = ['label', 'level', 'seen', 'where'] as const;
export type PersonColumn = (typeof personColumns)[number];
/** By which column, and which way; without one as the server sends them. */
export interface PersonSort {
  column: PersonColumn;
  order: 'ascending' | 'descending';
}

/** Reads `seen` or `-seen` from the address. */
export function readPersonSort(written: string | null): PersonSort | undefined {
  const column = personColumns.find((one) => one === written?.replace(/^-/, ''));
  if (!column) return undefined;
  return { column, order: written?.startsWith('-') ? 'descending' : 'ascending' };
}

/** People in the wanted order; who was never seen stands last. */
export function sortPeople(
  people: readonly PersonRow[],
  sort: PersonSort | undefined,
  language: string,
): PersonRow[] {
  if (!sort) return [...people];
  const collator = new Intl.Collator(language, { numeric: true });
  const turn = sort.order === 'descending' ? -1 : 1;
  const key = {
    label: (person: PersonRow) => person.label,
    level: (person: PersonRow) => person.level,
    seen: (person: PersonRow) => person.last_seen,
    where: (person: PersonRow) => person.last_site_name,
  }[sort.column];
  return [...people].sort((a, b) => {
    const [left, right] = [key(a), key(b)];
    const missing = Number(left === null) - Number(right === null);
    if (missing !== 0) return missing;
    const way =
      typeof left === 'number' && typeof right === 'number'
        ? left - right
        : collator.compare(String(left), String(right));
    return way * turn || collator.compare(a.label, b.label);
  });
}
