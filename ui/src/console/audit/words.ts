import { m } from '$shared/i18n.svelte';

import type { AuditEntry } from '../backend/types';
import { fold } from '../fold';
import { outingAddress } from '../outings/address';
import { personAddress } from '../people/address';
import { siteAddress } from '../sites/address';

const actions: Record<string, () => string> = {
  read: m.console_audit_read,
  listed: m.console_audit_listed,
  photo_read: m.console_audit_photo_read,
  voice_read: m.console_audit_voice_read,
  edited: m.console_audit_edited,
  exported: m.console_audit_exported,
  pushed: m.console_audit_pushed,
  signed_in: m.console_audit_signed_in,
  signed_out: m.console_audit_signed_out,
  user_added: m.console_audit_user_added,
  password_changed: m.console_audit_password_changed,
  area_added: m.console_audit_area_added,
  count_opened: m.console_audit_count_opened,
  count_places_added: m.console_audit_count_places_added,
  count_volunteers: m.console_audit_count_volunteers,
  count_closed: m.console_audit_count_closed,
  enrolment_offered: m.console_audit_enrolment_offered,
  device_enrolled: m.console_audit_device_enrolled,
  device_revoked: m.console_audit_device_revoked,
  reviewed: m.console_audit_reviewed,
  linked: m.console_audit_linked,
  unlinked: m.console_audit_unlinked,
  told_apart: m.console_audit_told_apart,
  told_apart_undone: m.console_audit_told_apart_undone,
  restricted: m.console_audit_restricted,
  restriction_lifted: m.console_audit_restriction_lifted,
  erased: m.console_audit_erased,
  let_in: m.console_audit_let_in,
};

const kinds: Record<string, () => string> = {
  site: m.console_kind_site,
  visit: m.console_kind_visit,
  contact: m.console_kind_contact,
  action: m.console_kind_action,
  intervention: m.console_kind_intervention,
  person: m.console_kind_person,
  outing: m.console_kind_outing,
  facility: m.console_kind_facility,
  worker: m.console_kind_worker,
  area: m.console_kind_area,
  device: m.console_kind_device,
};

/** What was done, in words; a deed of a newer server is shown by its own name. */
export function auditAction(action: string): string {
  return actions[action]?.() ?? action;
}

/** To what kind of thing. */
export function auditKind(kind: string | null): string {
  return kind === null ? '' : (kinds[kind]?.() ?? kind);
}

/** Where the record of an entry can be seen, if it has a card. */
export function auditAddress({ kind, record }: AuditEntry): string | undefined {
  const cards: Record<string, (id: string) => string> = {
    site: siteAddress,
    person: personAddress,
    outing: outingAddress,
  };
  return kind && record ? cards[kind]?.(record) : undefined;
}

/** The last part of an id: enough to tell records apart, short enough to read. */
export function shortId(id: string): string {
  return id.slice(-8);
}

/** The entries a person filters for. */
export function findEntries(
  entries: readonly AuditEntry[],
  wanted: { text: string; action: string; worker: string },
): AuditEntry[] {
  const text = fold(wanted.text.trim());
  return entries.filter(
    (entry) =>
      (wanted.action === '' || entry.action === wanted.action) &&
      (wanted.worker === '' || entry.worker === wanted.worker) &&
      (text === '' ||
        fold(
          [entry.worker_name, auditAction(entry.action), auditKind(entry.kind), entry.record, entry.detail]
            .filter(Boolean)
            .join(' '),
        ).includes(text)),
  );
}
