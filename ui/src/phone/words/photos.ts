import { m } from '$shared/i18n.svelte';
import type { Named, Shown } from '$shared/photos';

import type { FailureCode } from '../backend';
import type { PhotoQueue, SyncState } from '../backend/types';
import type { NoEar } from '../device/recorder';
import { told, type Told } from './errors';

type Waiting = PhotoQueue['waiting'][number];

const refusals: Record<string, () => string> = {
  photos_full: m.photo_refused_full,
  not_found: m.photo_refused_record,
};

/** Where a picture is, as far as it is not on the server; undefined if it is. */
function waitingOf(
  sync: SyncState | undefined,
  record: string | undefined,
  hash: string,
): Waiting | undefined {
  return sync?.photos.waiting.find((one) => one.hash === hash && one.record === record);
}

/** The words under a small picture: only what is not yet as it should be. */
export function badgeOf(sync: SyncState | undefined, record: string, hash: string): string | undefined {
  const waiting = waitingOf(sync, record, hash);
  if (!waiting) return undefined;
  if (waiting.refused !== null) return m.photo_refused_short();
  return sync?.photos.on_hold ? m.photo_waits_wifi() : m.photo_waits();
}

/** Where a whole picture is, in a sentence. */
export function standingOf(sync: SyncState | undefined, record: string | undefined, hash: string): string {
  if (record === undefined) return m.photo_kept();
  const waiting = waitingOf(sync, record, hash);
  if (!waiting) return m.photo_on_server();
  if (waiting.refused !== null) return refusedWords(waiting.refused);
  return sync?.photos.on_hold ? m.photo_stands_wifi() : m.photo_stands_waiting();
}

/** Why the server did not take a picture. */
export function refusedWords(code: string): string {
  return ((Object.hasOwn(refusals, code) && refusals[code]) || m.photo_refused_other)();
}

/** Why a picture cannot be shown. */
export function absenceOf(code: FailureCode): Told {
  if (code === 'unreachable') return { title: m.photo_away_offline(), text: m.photo_away_offline_text() };
  if (code === 'not_found') return { title: m.photo_away_server(), text: m.photo_away_server_text() };
  return told(code);
}

/** Why a note by voice cannot be heard. */
export function voiceAbsenceOf(code: FailureCode): Told {
  if (code === 'unreachable') return { title: m.voice_away_offline(), text: m.voice_away_offline_text() };
  if (code === 'not_found') return { title: m.voice_away_server(), text: m.voice_away_server_text() };
  return told(code);
}

const ears: Record<NoEar, [() => string, () => string]> = {
  denied: [m.voice_denied, m.voice_denied_text],
  missing: [m.voice_missing, m.voice_missing_text],
  failed: [m.voice_failed, m.voice_failed_text],
};

/** Why nothing can be recorded. */
export function earWords(why: NoEar): Told {
  const [title, text] = ears[why];
  return { title: title(), text: text() };
}

/** The pictures of a record, with what is to be said under each. */
export function shownOf(record: string, photos: readonly Named[], sync: SyncState | undefined): Shown[] {
  return photos.map((photo) => ({ record, photo, badge: badgeOf(sync, record, photo.hash) }));
}

/** What waits, in one line. */
export function queueWords({ waiting, on_hold, running }: PhotoQueue): string {
  const { length: count } = waiting;
  if (waiting.some((one) => one.media === 'sound')) {
    if (on_hold) return m.sync_attachments_wifi({ count });
    return running ? m.sync_attachments_sending({ count }) : m.sync_attachments_waiting({ count });
  }
  if (on_hold) return m.sync_photos_wifi({ count });
  return running ? m.sync_photos_sending({ count }) : m.sync_photos_waiting({ count });
}
