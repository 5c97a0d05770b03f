import type { SiteRow } from '../backend/types';

/** The columns of the table, in their order. */
export const siteColumns = [
  'name',
  'state',
  'why',
  'visit',
  'due',
  'people',
  'type',
  'area',
  'hazards',
] as const;
export type SiteColumn = (typeof siteColumns)[number];

/** By which column, and which way. Without one: the most urgent first, as the server sends them. */
export interface SiteSort {
  column: SiteColumn;
  order: 'ascending' | 'descending';
}

/** Reads `visit` or `-visit` from the address. */
export function readSort(written: string | null): SiteSort | undefined {
  const column = siteColumns.find((one) => one === written?.replace(/^-/, ''));
  if (!column || column === 'why') return undefined;
  return { column, order: written?.startsWith('-') ? 'descending' : 'ascending' };
}

/** A sort as a part of the address. */
export function writeSort(sort: SiteSort | undefined): string | undefined {
  return sort && `${sort.order === 'descending' ? '-' : ''}${sort.column}`;
}

/** What a press on a column's head leads to: up, down, and back to urgency. */
export function nextSort(sort: SiteSort | undefined, column: SiteColumn): SiteSort | undefined {
  if (sort?.column !== column) return { column, order: 'ascending' };
  return sort.order === 'ascending' ? { column, order: 'descending' } : undefined;
}

/** What a site shows in words, for sorting as it is read. */
export interface SiteWords {
  name: (site: SiteRow) => string;
  type: (site: SiteRow) => string;
  area: (site: SiteRow) => string;
}

const urgency = ['danger', 'overdue', 'active', 'unknown', 'empty', 'closed'];

/** Sites in the wanted order. What a site does not know stands last, whichever way. */
export function sorted(
  sites: readonly SiteRow[],
  sort: SiteSort | undefined,
  words: SiteWords,
  language: string,
): SiteRow[] {
  if (!sort) return [...sites];
  const key = keyOf(sort.column, words);
  const collator = new Intl.Collator(language, { numeric: true });
  const turn = sort.order === 'descending' ? -1 : 1;
  return [...sites].sort((a, b) => {
    const [left, right] = [key(a), key(b)];
    const missing = Number(left === null || left === '') - Number(right === null || right === '');
    if (missing !== 0) return missing;
    const way =
      typeof left === 'number' && typeof right === 'number'
        ? left - right
        : collator.compare(String(left), String(right));
    return way * turn || collator.compare(words.name(a), words.name(b));
  });
}

function keyOf(column: SiteColumn, words: SiteWords): (site: SiteRow) => string | number | null {
  switch (column) {
    case 'name':
      return words.name;
    case 'type':
      return words.type;
    case 'area':
      return words.area;
    case 'visit':
      return (site) => site.last_visit;
    case 'due':
      return (site) => site.due;
    case 'people':
      return (site) => site.people;
    case 'hazards':
      return (site) => site.hazards.length;
    case 'state':
    case 'why':
      return (site) => urgency.indexOf(site.mark);
  }
}
