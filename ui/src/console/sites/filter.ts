import type { SiteRow } from '../backend/types';

/** Which sites are wanted. An empty list wants all. */
export interface SiteFilter {
  states: readonly string[];
  types: readonly string[];
  areas: readonly string[];
  /** Only sites without a visit for more than this many days. */
  days: number | undefined;
  /** Only sites past their own rhythm. */
  overdue: boolean;
  frost: boolean;
  text: string;
}

/** The parts of the address a filter is written in. */
export const filterParts = ['state', 'type', 'area', 'days', 'overdue', 'frost', 'text'] as const;
export type FilterPart = (typeof filterParts)[number];

const MOST_DAYS = 3650;
const DAY = 86_400_000;

/** Reads a filter from the address; what makes no sense there is left out. */
export function readFilter(query: URLSearchParams): SiteFilter {
  const list = (part: FilterPart) => [...new Set((query.get(part) ?? '').split(',').filter(Boolean))];
  return {
    states: list('state'),
    types: list('type'),
    areas: list('area'),
    days: wholeDays(query.get('days')),
    overdue: query.get('overdue') === 'yes',
    frost: query.get('frost') === 'yes',
    text: query.get('text') ?? '',
  };
}

/** A number of days as someone typed it; `undefined` unless it is a whole number that makes sense. */
export function wholeDays(typed: string | null): number | undefined {
  const days = Number(typed);
  return typed && Number.isInteger(days) && days > 0 && days <= MOST_DAYS ? days : undefined;
}

/** A filter as parts of the address; what does not filter is `undefined` and so leaves the address. */
export function writeFilter(filter: SiteFilter): Record<FilterPart, string | undefined> {
  const list = (values: readonly string[]) => values.join(',') || undefined;
  return {
    state: list(filter.states),
    type: list(filter.types),
    area: list(filter.areas),
    days: filter.days?.toString(),
    overdue: filter.overdue ? 'yes' : undefined,
    frost: filter.frost ? 'yes' : undefined,
    text: filter.text.trim() || undefined,
  };
}

/** How many parts of a filter are in use. */
export function filtersInUse(filter: SiteFilter): number {
  return Object.values(writeFilter(filter)).filter(Boolean).length;
}

/** The same filter in the words of the server, for a file of the sites shown. */
export function exportQuery(filter: SiteFilter): URLSearchParams {
  const query = new URLSearchParams();
  for (const state of filter.states) query.append('state', state);
  for (const type of filter.types) query.append('category', type);
  for (const area of filter.areas) query.append('area', area);
  if (filter.days !== undefined) query.set('unvisited_days', filter.days.toString());
  if (filter.overdue) query.set('overdue', 'true');
  if (filter.frost) query.set('frost', 'true');
  if (filter.text.trim()) query.set('text', filter.text.trim());
  return query;
}

/** The sites a filter wants. The text is the server's to find: it reads more words than a row has. */
export function matching(sites: readonly SiteRow[], filter: SiteFilter, now: number): SiteRow[] {
  const wants = (list: readonly string[], value: string | null, missing = '') =>
    list.length === 0 || list.includes(value ?? missing);
  return sites.filter(
    (site) =>
      wants(filter.states, site.state, 'unknown') &&
      wants(filter.types, site.category) &&
      wants(filter.areas, site.area) &&
      (filter.days === undefined || unvisitedFor(site, now) > filter.days * DAY) &&
      (!filter.overdue || site.overdue) &&
      (!filter.frost || site.frost_risk),
  );
}

/**
 * Milliseconds since the last visit; a site never visited has waited for ever. The server counts the same
 * way, so a downloaded file holds the sites on the screen.
 */
export function unvisitedFor(site: SiteRow, now: number): number {
  return site.last_visit === null ? Infinity : now - site.last_visit;
}
