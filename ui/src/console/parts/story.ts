import Footprints from '@lucide/svelte/icons/footprints';
import HandHeart from '@lucide/svelte/icons/hand-heart';
import MessageCircle from '@lucide/svelte/icons/message-circle';
import Siren from '@lucide/svelte/icons/siren';

import { codes } from '$shared/codes';
import { clock, day } from '$shared/format';
import { m } from '$shared/i18n.svelte';
import type { Icon, Tone } from '$shared/ui/icon';

import type { Given, HistoryEntry, Kind, ReferralRow } from '../backend/types';
import { unansweredWords } from '../review/words';

/** On whose card a story is told: what the card says already is not said again. */
export type About = 'site' | 'person' | 'outing';

/** A few words and the words that are closed until someone opens them. */
export interface Fact {
  label: string;
  text: string;
}

/** One thing that happened, in words. */
export interface Story {
  id: string;
  at: number;
  title: string;
  icon: Icon;
  tone: Tone;
  facts: Fact[];
  sealed: Fact[];
  author: string;
  /** Corrected or withdrawn. */
  marks: string[];
}

const icons: Partial<Record<Kind, Icon>> = {
  visit: Footprints,
  contact: MessageCircle,
  action: HandHeart,
  intervention: Siren,
};

/** Tells one entry of a history. */
export function story(entry: HistoryEntry, about: About): Story {
  const sealed = sealedFacts(entry);
  return {
    id: entry.id,
    at: entry.at,
    title: title(entry, about),
    icon: icons[entry.kind] ?? MessageCircle,
    tone: tone(entry),
    facts: openFacts(entry, about),
    sealed,
    author: entry.author,
    marks: [
      ...(entry.void ? [m.console_mark_void()] : []),
      ...(entry.versions > 1 ? [m.console_mark_corrected()] : []),
    ],
  };
}

function title(entry: HistoryEntry, about: About): string {
  const what = titleOfKind(entry);
  const heads = number(entry, 'heads');
  const parts = [what];
  if (entry.person_label && about !== 'person') parts.push(entry.person_label);
  if (heads !== undefined) parts.push(m.console_people_count({ count: heads }));
  const words = parts.join(' · ');
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}

function titleOfKind(entry: HistoryEntry): string {
  switch (entry.kind) {
    case 'visit':
      return `${m.console_story_visit()}: ${code(entry, 'result', 'visit_result')}`;
    case 'intervention':
      return `${m.console_story_intervention()}: ${code(entry, 'reason', 'intervention_reason')}`;
    case 'action':
      return givenWords({
        kind: text(entry, 'kind') ?? '',
        quantity: number(entry, 'quantity') ?? null,
        item: text(entry, 'item') ?? null,
      });
    default:
      return code(entry, 'kind', 'contact_kind');
  }
}

function tone(entry: HistoryEntry): Tone {
  if (entry.void) return 'plain';
  if (entry.kind === 'intervention') return 'danger';
  if (entry.kind === 'visit') return 'note';
  return text(entry, 'kind') === 'refused' ? 'lamp' : 'good';
}

/** `śpiwór, koc × 2 (koc termiczny)` */
export function givenWords({ kind, quantity, item }: Given): string {
  const count = quantity !== null && quantity !== 1 ? ` × ${quantity}` : '';
  return `${codes.label('action_kind', kind)}${count}${item ? ` (${item})` : ''}`;
}

/** `Noclegownia (w toku)` */
function referralWords({ facility_name, referral }: ReferralRow): string {
  const result = codes.label('referral_result', referral.result ?? 'in_progress');
  return `${facility_name ?? ''} (${result})`;
}

function openFacts(entry: HistoryEntry, about: About): Fact[] {
  const facts: (Fact | undefined)[] = [
    about === 'site' ? undefined : fact(m.console_fact_place(), entry.site_name),
    fact(m.console_fact_seen(), seenWords(entry)),
    fact(m.console_fact_given(), entry.given.map(givenWords).join(', ')),
    fact(m.console_fact_needs(), list(entry, 'needs', 'need')),
    fact(m.console_fact_refused(), list(entry, 'refused', 'refused_thing')),
    fact(m.console_fact_referred(), entry.referrals.map(referralWords).join(', ')),
    fact(m.console_fact_unanswered(), unansweredWords(strings(entry, 'unanswered'))),
    fact(m.console_fact_services(), list(entry, 'services', 'emergency_service')),
    fact(m.console_fact_times(), stamps(entry)),
    fact(m.console_fact_handed_over(), text(entry, 'handed_over_to')),
    fact(m.console_fact_setup(), text(entry, 'setup')),
    fact(m.console_fact_next(), nextStep(entry)),
  ];
  return facts.filter((one) => one !== undefined);
}

function sealedFacts(entry: HistoryEntry): Fact[] {
  const facts = [
    fact(m.console_fact_note(), text(entry, 'note')),
    fact(m.console_fact_done(), text(entry, 'done')),
    fact(m.console_fact_hospital(), text(entry, 'hospital')),
    fact(m.console_fact_result(), entry.kind === 'action' ? text(entry, 'result') : undefined),
  ];
  return facts.filter((one) => one !== undefined);
}

function seenWords(entry: HistoryEntry): string {
  const parts = [
    text(entry, 'seen_as'),
    text(entry, 'seen_sex') && code(entry, 'seen_sex', 'sex'),
    text(entry, 'seen_age') && code(entry, 'seen_age', 'age_band'),
    text(entry, 'band') && code(entry, 'band', 'head_band'),
  ];
  return parts.filter(Boolean).join(', ');
}

function stamps(entry: HistoryEntry): string {
  const parts = [
    [m.console_stamp_called(), moment(entry, 'called_at')],
    [m.console_stamp_arrived(), moment(entry, 'arrived_at')],
    [m.console_stamp_handed_over(), moment(entry, 'handed_over_at')],
  ] as const;
  return parts.flatMap(([label, at]) => (at === undefined ? [] : `${label} ${clock(at)}`)).join(', ');
}

function nextStep(entry: HistoryEntry): string {
  const on = text(entry, 'next_step_on') ?? text(entry, 'next_visit') ?? text(entry, 'follow_up_on');
  const when = on && !Number.isNaN(Date.parse(on)) ? day(Date.parse(`${on}T12:00:00Z`)) : '';
  return [text(entry, 'next_step'), when].filter(Boolean).join(' · ');
}

function fact(label: string, words: string | null | undefined): Fact | undefined {
  return words ? { label, text: words } : undefined;
}

function text(entry: HistoryEntry, field: string): string | undefined {
  const value = entry.form[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function number(entry: HistoryEntry, field: string): number | undefined {
  const value = entry.form[field];
  return typeof value === 'number' ? value : undefined;
}

function moment(entry: HistoryEntry, field: string): number | undefined {
  const at = (entry.form[field] as { ms?: unknown } | undefined)?.ms;
  return typeof at === 'number' ? at : undefined;
}

function code(entry: HistoryEntry, field: string, listName: string): string {
  return codes.label(listName, text(entry, field) ?? '');
}

function strings(entry: HistoryEntry, field: string): string[] {
  const values = entry.form[field];
  return Array.isArray(values) ? values.map(String) : [];
}

function list(entry: HistoryEntry, field: string, listName: string): string {
  return strings(entry, field)
    .map((key) => codes.label(listName, key))
    .join(', ');
}
