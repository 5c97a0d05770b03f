// Generated from sync-server by `make types`. Do not edit.

import type { AreaId, CountId, CountPlace, Disputed, FacilityId, FieldError, HistoryEntry, Kind, Millis, OutingCard, PersonRow, RecordId, Role, SiteId, SiteRow, Version, WorkerId } from './types.gen';

/**
 * A closed site and what its closing did not know of.
 */
export type AfterClose = { 
/**
 * Which site.
 */
site: SiteId, 
/**
 * Its name; empty if it has none.
 */
name: string, 
/**
 * The closing: when, by whom.
 */
closed: Version, 
/**
 * Visits, contacts and interventions, newest first.
 */
events: Array<HistoryEntry>, 
/**
 * Fields changed, oldest first.
 */
edits: Array<LateEdit>, };

/**
 * An area by name.
 */
export type AreaName = { id: AreaId, name: string, };

/**
 * One deed: ids and codes, never a name of a person, a note or a place.
 */
export type AuditEntry = { id: number, at: Millis, 
/**
 * Null: the command line.
 */
worker: WorkerId | null, worker_name: string | null, action: string, kind: string | null, 
/**
 * The record or device.
 */
record: RecordId | null, 
/**
 * Counts and codes.
 */
detail: string, };

/**
 * The basemap in use.
 */
export type Basemap = { 
/**
 * BLAKE3 of the file, 64 hex digits; also its name.
 */
hash: string, bytes: number, 
/**
 * West, south, east, north in degrees.
 */
bounds: [number, number, number, number], max_zoom: number, };

/**
 * Something new is in the log.
 */
export type ChangeEvent = { 
/**
 * The newest number of the log.
 */
number: number, 
/**
 * Record kinds it is about; empty: look at everything.
 */
kinds: Array<string>, };

/**
 * When backups hold nothing more of what was erased.
 */
export type Cleared = { "state": "unknown" } | { "state": "since", at: Millis, } | { "state": "by", at: Millis, } | { "state": "late", at: Millis, };

/**
 * A record with two values of an important field.
 */
export type Contested = { 
/**
 * Which record.
 */
record: RecordId, 
/**
 * Of which kind.
 */
kind: Kind, 
/**
 * The person's label or the site's name; empty if it has none.
 */
label: string, 
/**
 * The fields, each with its values.
 */
fields: Array<Disputed>, };

/**
 * Which count was opened.
 */
export type CountOpened = { id: CountId, };

/**
 * A phone, or the server itself when the console writes.
 */
export type DeviceId = string;

/**
 * One phone.
 */
export type DeviceRow = { id: DeviceId, name: string, worker: WorkerId, worker_name: string, enrolled: Millis, last_sync: Millis | null, 
/**
 * Milliseconds by which its clock was behind at the last sync; negative if ahead.
 */
clock_error_ms: number | null, app_version: string, revoked: boolean, holds: Holdings, };

/**
 * New values for some fields.
 */
export type Edit = { 
/**
 * Field → value; null clears, a list replaces a set.
 */
fields: Record<string, unknown>, };

/**
 * A one-time code, shown once.
 */
export type Enrolment = { 
/**
 * To be typed: `K7QP-3MXD-2F`.
 */
code: string, 
/**
 * Until when it counts.
 */
expires: Millis, 
/**
 * To be opened on the phone.
 */
link: string, 
/**
 * The link, to be scanned.
 */
qr_svg: string, };

/**
 * What is to be erased, and that somebody means it.
 */
export type EraseOrder = { 
/**
 * These fields in every version; the whole record, and all that tells about a person, if empty.
 */
fields: Array<string>, reason: EraseReason, 
/**
 * The record's label or name, typed by whoever means it; the id's first eight characters if it has
 * none.
 */
confirm: string, };

/**
 * Why something is erased.
 */
export type EraseReason = "asked" | "consent_withdrawn" | "kept_long_enough" | "mistake";

/**
 * One order to erase and its receipts; nothing about whom or what it was.
 */
export type ErasureRow = { 
/**
 * The order's number.
 */
number: number, at: Millis, worker: WorkerId, worker_name: string, 
/**
 * Of what kind the record was.
 */
kind: string, 
/**
 * How many fields; 0 is the whole record.
 */
fields: number, 
/**
 * Phones with access that were there before the order.
 */
phones: number, 
/**
 * How many of these have confirmed it.
 */
confirmed: number, 
/**
 * Those that have not.
 */
missing: Array<MissingReceipt>, 
/**
 * When no backup holds anything of it any more.
 */
backups: Cleared, 
/**
 * Cut-off phones that had not confirmed it: each erases everything at its next contact, and nobody
 * can open it after its lease.
 */
cut_off: Array<MissingReceipt>, };

/**
 * What a phone holds, if it has synced: what is lost with it.
 */
export type Holdings = { people: number, sites: number, };

/**
 * A field of a closed site that somebody changed.
 */
export type LateEdit = { 
/**
 * Which field.
 */
field: string, 
/**
 * When.
 */
at: Millis, 
/**
 * Who.
 */
author: string, };

/**
 * A phone that has not confirmed an erasure.
 */
export type MissingReceipt = { device: DeviceId, name: string, worker_name: string, last_sync: Millis | null, };

/**
 * Places for a count.
 */
export type NewPlaces = { 
/**
 * Sites of the centre: name, kind and position are copied, nothing else. One that is in the count
 * already is passed over.
 */
sites: Array<SiteId>, 
/**
 * Institutions, in the same way.
 */
facilities: Array<FacilityId>, 
/**
 * Places by hand; of each `count` is filled in.
 */
places: Array<CountPlace>, };

/**
 * For whom.
 */
export type Offer = { worker: WorkerId, };

/**
 * The record beside.
 */
export type Other = { other: RecordId, };

/**
 * An outing with what happened on it.
 */
export type OutingDetail = { outing: OutingCard, 
/**
 * Visits, contacts, actions and interventions the reader may see, newest first.
 */
history: Array<HistoryEntry>, };

/**
 * Two records that may be one person.
 */
export type PersonPair = { 
/**
 * The one.
 */
one: PersonRow, 
/**
 * The other.
 */
other: PersonRow, 
/**
 * Why, the strongest reason first.
 */
reasons: Array<Reason>, };

/**
 * One operation kept aside.
 */
export type Quarantined = { device: DeviceId, seq: number, device_name: string, 
/**
 * A code; for a supervisor with what is wrong in it.
 */
reason: string, 
/**
 * Null if its bytes are no operation.
 */
kind: string | null, 
/**
 * When it was written, by the writer's clock.
 */
at: Millis | null, };

/**
 * Everything that waits for a decision.
 */
export type Queue = { 
/**
 * Questions about records. Each is settled by an ordinary change: a field set, a link, a pair told apart.
 */
review: Review, 
/**
 * Operations kept aside, newest first.
 */
aside: Array<Quarantined>, };

/**
 * Why two records may be one.
 */
export type Reason = { "code": "same_phone" } | { "code": "same_name" } | { "code": "name_sounds_alike" } | { "code": "same_birth_year", 
/**
 * The year.
 */
year: number, } | { "code": "seen_near", 
/**
 * How near.
 */
metres: number, } | { "code": "near", 
/**
 * How near.
 */
metres: number, } | { "code": "same_category" };

/**
 * What every refusal looks like.
 */
export type Refusal = { error: RefusalBody, };

/**
 * The refusal itself.
 */
export type RefusalBody = { 
/**
 * What a screen may branch on.
 */
code: string, 
/**
 * For developers; holds no personal data.
 */
detail: string, 
/**
 * The fields that are wrong.
 */
fields: Array<FieldError>, };

/**
 * Everything that waits for a decision, as far as the reader may see it.
 */
export type Review = { 
/**
 * Records with two values of an important field.
 */
contested: Array<Contested>, 
/**
 * Closed sites where something happened that whoever closed them did not know of.
 */
after_close: Array<AfterClose>, 
/**
 * Records that may be one person, the likeliest first.
 */
people: Array<PersonPair>, 
/**
 * Records that may be one site, the nearest first.
 */
sites: Array<SitePair>, };

/**
 * A name and a password.
 */
export type SignIn = { name: string, password: string, };

/**
 * Who is signed in, and what the screens may offer.
 */
export type SignedIn = { id: WorkerId, name: string, role: Role, 
/**
 * The centre's name.
 */
organisation: string, 
/**
 * The areas worked in; none for those who see all.
 */
areas: Array<AreaName>, 
/**
 * Positions are true places and not cells.
 */
exact_places: boolean, sees_people: boolean, };

/**
 * Two records that may be one site.
 */
export type SitePair = { 
/**
 * The one.
 */
one: SiteRow, 
/**
 * The other.
 */
other: SiteRow, 
/**
 * Why.
 */
reasons: Array<Reason>, };

/**
 * Who else is to know of her, besides whoever restricts and those who were on her team before.
 */
export type Team = { team: Array<WorkerId>, };

/**
 * Who helps to count.
 */
export type Volunteers = { volunteers: Array<WorkerId>, };

/**
 * A member of staff.
 */
export type WorkerRow = { id: WorkerId, name: string, 
/**
 * Null without an account.
 */
role: Role | null, areas: Array<AreaId>, 
/**
 * No longer with the centre.
 */
left: boolean, };
