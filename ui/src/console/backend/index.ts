/** Every question the console asks the server. Nothing outside this folder reaches the network. */
import { call, fetchBlob } from './call';
import type {
  AreaName,
  AuditEntry,
  Basemap,
  DeviceRow,
  Enrolment,
  EraseOrder,
  ErasureRow,
  Me,
  OutingCard,
  OutingDetail,
  PersonCard,
  PersonRow,
  Quarantined,
  Queue,
  SiteCard,
  SiteRow,
  WorkerRow,
} from './types';

export * from './types';
export { onSignedOut } from './call';
export { Refusal, refusalCode } from './refusal';
export { Live, type LiveState } from './live.svelte';

const one = (path: string, id: string) => `${path}/${encodeURIComponent(id)}`;

const withText = (path: string, text: string) =>
  text === '' ? path : `${path}?text=${encodeURIComponent(text)}`;

/** The two things that can be said of two records, and their ways back. */
export interface Pairs {
  link: (id: string, other: string) => Promise<void>;
  unlink: (id: string, other: string) => Promise<void>;
  tellApart: (id: string, other: string) => Promise<void>;
  forgetApart: (id: string, other: string) => Promise<void>;
}

const pairs = (path: string): Pairs => ({
  link: (id: string, other: string) => call<void>('POST', `${one(path, id)}/links`, { other }),
  unlink: (id: string, other: string) => call<void>('DELETE', one(`${one(path, id)}/links`, other)),
  tellApart: (id: string, other: string) => call<void>('POST', `${one(path, id)}/different`, { other }),
  forgetApart: (id: string, other: string) => call<void>('DELETE', one(`${one(path, id)}/different`, other)),
});

/** What stands in a history. */
export type EventKind = 'visit' | 'contact' | 'intervention' | 'action';

export const backend = {
  me: () => call<Me>('GET', '/v1/session'),
  signIn: (name: string, password: string) => call<Me>('POST', '/v1/session', { name, password }),
  signOut: () => call<void>('DELETE', '/v1/session'),

  /** All sites, or those whose words fit a text; the server forgives typing errors. */
  sites: (text = '') => call<SiteRow[]>('GET', withText('/v1/sites', text)),
  site: (id: string) => call<SiteCard>('GET', one('/v1/sites', id)),
  /** Changes fields of a site: a value replaces, `null` clears, a list replaces a set. */
  amendSite: (id: string, fields: Record<string, unknown>) =>
    call<SiteCard>('PATCH', one('/v1/sites', id), { fields }),

  /** All people, those seen last first; or those whose words fit a text, the best first. */
  people: (text = '') => call<PersonRow[]>('GET', withText('/v1/people', text)),
  person: (id: string) => call<PersonCard>('GET', one('/v1/people', id)),

  /** Changes fields of a person; of two values of a field, this one is chosen. */
  amendPerson: (id: string, fields: Record<string, unknown>) =>
    call<PersonCard>('PATCH', one('/v1/people', id), { fields }),
  peoplePairs: pairs('/v1/people'),
  sitePairs: pairs('/v1/sites'),
  /** Takes in after all what was kept aside, with what the same phone wrote of the same record before. */
  letIn: ({ device, seq }: Quarantined) => call<void>('POST', `${one('/v1/quarantine', device)}/${seq}`),
  restrict: (id: string, team: readonly string[]) =>
    call<void>('POST', `${one('/v1/people', id)}/restriction`, { team }),
  lift: (id: string, area: string) =>
    call<void>('DELETE', `${one('/v1/people', id)}/restriction?area=${encodeURIComponent(area)}`),
  erasePerson: (id: string, order: EraseOrder) =>
    call<void>('POST', `${one('/v1/people', id)}/erasure`, order),
  /** Erases what happened, or some words of it. */
  eraseEvent: (kind: EventKind, id: string, order: EraseOrder) =>
    call<void>('POST', `${one(`/v1/${kind}s`, id)}/erasure`, order),
  eraseSite: (id: string, order: EraseOrder) => call<void>('POST', `${one('/v1/sites', id)}/erasure`, order),
  review: () => call<Queue>('GET', '/v1/review'),
  erasures: () => call<ErasureRow[]>('GET', '/v1/erasures'),
  /** A whole picture, as the record that names it allows; the server notes that it was looked at. */
  photo: (record: string, hash: string) => fetchBlob(`${one('/v1/attachments', record)}/${hash}`),

  outings: (since?: number) =>
    call<OutingCard[]>('GET', since === undefined ? '/v1/outings' : `/v1/outings?since=${since}`),
  outing: (id: string) => call<OutingDetail>('GET', one('/v1/outings', id)),

  areas: () => call<AreaName[]>('GET', '/v1/areas'),
  workers: () => call<WorkerRow[]>('GET', '/v1/workers'),

  devices: () => call<DeviceRow[]>('GET', '/v1/devices'),
  enrol: (worker: string) => call<Enrolment>('POST', '/v1/enrolments', { worker }),
  revoke: (id: string) => call<void>('DELETE', one('/v1/devices', id)),

  audit: (limit: number) => call<AuditEntry[]>('GET', `/v1/audit?limit=${limit}`),
  basemap: () => call<Basemap>('GET', '/v1/basemap'),
};

/** Where the map file lies; its address holds its hash, so that it may be kept for good. */
export function basemapAddress({ hash }: Basemap): string {
  return one('/v1/basemap', hash);
}

/** Where the sites can be fetched as a file, with the filters of the page. */
export function exportAddress(format: 'csv' | 'geojson', query: URLSearchParams): string {
  const filters = query.toString();
  return `/v1/sites.${format}${filters ? `?${filters}` : ''}`;
}
