import { m } from '$shared/i18n.svelte';
import type { SyncState as Pill } from '$shared/ui/StatusPill.svelte';

import type { SyncItem, SyncState } from '../backend/types';

/** What the strip says. It never says more than the server has answered, pictures included. */
export function pillOf(sync: SyncState | undefined): Pill {
  if (!sync) return { kind: 'saved', waiting: 0 };
  const { phase, refused } = sync;
  if (phase.is === 'sending') return { kind: 'sending', done: phase.sent, total: phase.total };
  if (sync.filling) return { kind: 'filling', done: sync.filling.taken, total: sync.filling.total };
  if (phase.is === 'receiving') return { kind: 'receiving', count: phase.received };
  if (refused > 0) return { kind: 'refused', count: refused, waiting: sync.waiting };
  const waiting = sync.waiting + sync.photos.waiting.length;
  if (sync.failed === 'unreachable') return { kind: 'offline', waiting };
  if (waiting > 0 || sync.last_sync === null || sync.failed) return { kind: 'saved', waiting };
  return { kind: 'on_server', at: sync.last_sync };
}

const kinds: Record<string, () => string> = {
  outing: m.kind_outing,
  site: m.kind_site,
  visit: m.kind_visit,
  person: m.kind_person,
  contact: m.kind_contact,
  action: m.kind_action,
  intervention: m.kind_intervention,
  facility: m.kind_facility,
};

/** A waiting record in the worker's words: what it is, and whom or what it is about. */
export function itemWords(item: SyncItem): string {
  const kind = (kinds[item.kind ?? ''] ?? m.kind_other)();
  return item.title ? `${kind}: ${item.title}` : kind;
}
