import HandHeart from '@lucide/svelte/icons/hand-heart';
import MapPinCheck from '@lucide/svelte/icons/map-pin-check';
import Siren from '@lucide/svelte/icons/siren';
import UserRound from '@lucide/svelte/icons/user-round';

import { codes } from '$shared/codes';
import { clock } from '$shared/format';
import { m } from '$shared/i18n.svelte';
import type { Icon, Tone } from '$shared/ui/icon';
import type { TimelineEntry } from '$shared/ui/Timeline.svelte';

import type { HistoryEntry, Moment } from '../backend/types';
import { capital } from './capital';
import { unansweredWords } from './unanswered';

/** An entry as the timeline draws it, with the words that are closed until touched. */
export interface Told extends TimelineEntry {
  /** What only opens by touch: notes, health, names of those who took over. */
  closed: string[];
}

/** On whose card the history stands: that name is not repeated. */
export type Beside = 'person' | 'site';

export function toldHistory(entries: readonly HistoryEntry[], beside: Beside): Told[] {
  return entries.map((entry) => ({
    id: entry.id,
    at: entry.at,
    title: titleOf(entry, beside),
    detail: detailOf(entry),
    icon: icons[entry.kind] ?? UserRound,
    tone: toneOf(entry),
    closed: closedOf(entry),
  }));
}

const icons: Partial<Record<string, Icon>> = {
  contact: UserRound,
  visit: MapPinCheck,
  intervention: Siren,
  action: HandHeart,
};

function toneOf(entry: HistoryEntry): Tone {
  if (entry.void) return 'plain';
  if (entry.kind === 'intervention') return 'danger';
  return entry.kind === 'contact' ? 'lamp' : entry.kind === 'action' ? 'good' : 'plain';
}

const text = (entry: HistoryEntry, field: string) => {
  const value = entry.form[field];
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
};
const list = (entry: HistoryEntry, field: string) => {
  const value = entry.form[field];
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
};

function titleOf(entry: HistoryEntry, beside: Beside): string {
  const where = beside === 'person' ? entry.site_name : entry.person_label;
  const what = whatOf(entry);
  return where ? `${what} · ${where}` : what;
}

function whatOf(entry: HistoryEntry): string {
  const label = (listName: string, field: string) => {
    const key = text(entry, field);
    return key ? capital(codes.label(listName, key)) : m.kind_contact();
  };
  switch (entry.kind) {
    case 'visit':
      return `${m.kind_visit()}: ${codes.label('visit_result', text(entry, 'result') ?? '')}`;
    case 'intervention':
      return `${m.kind_intervention()}: ${codes.label('intervention_reason', text(entry, 'reason') ?? '')}`;
    case 'action':
      return label('action_kind', 'kind');
    default:
      return label('contact_kind', 'kind');
  }
}

function detailOf(entry: HistoryEntry): string {
  const heads = entry.form['heads'];
  const band = text(entry, 'band');
  const parts = [
    typeof heads === 'number' && heads > 0 && m.people_count({ count: heads }),
    band && codes.label('head_band', band),
    entry.given.map(givenWords).join(', '),
    labels(m.told_needs(), 'need', list(entry, 'needs')),
    labels(m.told_refused(), 'refused_thing', list(entry, 'refused')),
    stamps(entry),
    living(entry),
    unansweredWords(list(entry, 'unanswered')).join(', '),
    text(entry, 'success') && `${m.section_success()}: ${text(entry, 'success') ?? ''}`,
    text(entry, 'answer') && codes.label('report_result', text(entry, 'answer') ?? ''),
    text(entry, 'next_step') && `${m.told_next()}: ${text(entry, 'next_step') ?? ''}`,
    entry.author,
    entry.versions > 1 && m.told_amended(),
    entry.void && m.told_void(),
    entry.unsent && m.told_unsent(),
  ];
  return parts.filter(Boolean).join(' · ');
}

function givenWords(given: HistoryEntry['given'][number]): string {
  const what = given.item ?? codes.label('action_kind', given.kind);
  return given.quantity && given.quantity > 1 ? `${what} × ${given.quantity}` : what;
}

function labels(name: string, listName: string, keys: string[]): string {
  return keys.length > 0 ? `${name}: ${keys.map((key) => codes.label(listName, key)).join(', ')}` : '';
}

function living(entry: HistoryEntry): string {
  const [place, situation] = [text(entry, 'living_place'), text(entry, 'living')];
  if (place) return codes.label('living_place', place);
  return situation ? codes.label('ethos_light', situation) : '';
}

function stamps(entry: HistoryEntry): string {
  const at = (field: string, name: string) => {
    const moment = entry.form[field] as Moment | undefined;
    return moment ? `${name} ${clock(moment.ms)}` : '';
  };
  const all = [
    at('called_at', m.stamp_called()),
    at('arrived_at', m.stamp_arrived()),
    at('handed_over_at', m.stamp_handed_over()),
    at('waited_until', m.stamp_waited()),
  ];
  return all.filter(Boolean).join(', ');
}

function closedOf(entry: HistoryEntry): string[] {
  const hospital = text(entry, 'hospital');
  const to = text(entry, 'handed_over_to');
  return [
    text(entry, 'seen_as'),
    text(entry, 'note'),
    text(entry, 'done'),
    text(entry, 'setup'),
    to && `${m.field_handed_over_to()}: ${to}`,
    hospital && `${m.field_hospital()}: ${hospital}`,
  ].filter((one): one is string => Boolean(one));
}
