// Generated from sync-server by `make types`. Do not edit.

import type { AreaId, FieldError, HistoryEntry, Millis, OutingCard, RecordId, Role, WorkerId } from './types.gen';

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
 * What a phone holds, if it has synced: what is lost with it.
 */
export type Holdings = { people: number, sites: number, };

/**
 * For whom.
 */
export type Offer = { worker: WorkerId, };

/**
 * An outing with what happened on it.
 */
export type OutingDetail = { outing: OutingCard, 
/**
 * Visits, contacts, actions and interventions the reader may see, newest first.
 */
history: Array<HistoryEntry>, };

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
