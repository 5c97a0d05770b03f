/** What of an event can be corrected from the history, and how each field reads. */
import House from '@lucide/svelte/icons/house';
import Tag from '@lucide/svelte/icons/tag';

import { codes } from '$shared/codes';
import { clock, dayAndClock } from '$shared/format';
import { m } from '$shared/i18n.svelte';
import type { Icon } from '$shared/ui/icon';

import type { Moment } from '../backend/types';
import { capital } from '../words/capital';
import { dayWords } from '../words/moments';
import { unansweredWords } from '../words/unanswered';

/** The kinds somebody corrects by hand. */
export const amendable = ['contact', 'visit', 'intervention'] as const;
export type Amendable = (typeof amendable)[number];

export function isAmendable(kind: string): kind is Amendable {
  return (amendable as readonly string[]).includes(kind);
}

type Is =
  | { is: 'time' | 'count' | 'flag' | 'answer' | 'day' | 'site' | 'unanswered' }
  | { is: 'text'; max: number; long?: boolean }
  | { is: 'code' | 'codes' | 'living place'; list: string };

/** One field of an event's form: what it is called and what it holds. */
export type AmendField = Is & {
  name: string;
  label: () => string;
  /** Without an answer somebody may say why. */
  asked?: boolean;
};

/** Fields that are closed until wanted, as in the form they were written in. */
export interface AmendPart {
  title: () => string;
  icon: Icon;
  fields: AmendField[];
}

const at: AmendField = { name: 'at', label: m.when_label, is: 'time' };
const site: AmendField = { name: 'site', label: m.site_title, is: 'site' };
const needs: AmendField = { name: 'needs', label: m.section_needs, is: 'codes', list: 'need' };
const note = (max: number): AmendField => ({
  name: 'note',
  label: m.section_note,
  is: 'text',
  max,
  long: true,
});

const fields: Record<Amendable, AmendField[]> = {
  contact: [
    { name: 'kind', label: m.contact_kind, is: 'code', list: 'contact_kind' },
    at,
    site,
    { name: 'heads', label: m.who_heads, is: 'count' },
    { name: 'seen_as', label: m.field_looks, is: 'text', max: 300 },
    { ...needs, asked: true },
    { name: 'agreement', label: m.section_agreement, is: 'code', list: 'agreement', asked: true },
    { name: 'refused', label: m.refused_what, is: 'codes', list: 'refused_thing' },
    { name: 'success', label: m.section_success, is: 'text', max: 300, long: true },
    note(8000),
    { name: 'next_step', label: m.next_what, is: 'text', max: 300 },
    { name: 'next_step_on', label: m.next_when, is: 'day' },
    { name: 'unanswered', label: m.section_unanswered, is: 'unanswered' },
  ],
  visit: [
    { name: 'result', label: m.visit_result, is: 'code', list: 'visit_result' },
    at,
    { name: 'heads', label: m.visit_heads, is: 'count' },
    { name: 'band', label: m.visit_band, is: 'code', list: 'head_band' },
    needs,
    note(4000),
    { name: 'next_visit', label: m.next_visit_when, is: 'day' },
  ],
  intervention: [
    { name: 'reason', label: m.intervention_reason, is: 'code', list: 'intervention_reason' },
    at,
    site,
    { name: 'called_at', label: m.stamp_called, is: 'time' },
    { name: 'arrived_at', label: m.stamp_arrived, is: 'time' },
    { name: 'handed_over_at', label: m.stamp_handed_over, is: 'time' },
    { name: 'services', label: m.intervention_services, is: 'codes', list: 'emergency_service' },
    { name: 'handed_over_to', label: m.field_handed_over_to, is: 'text', max: 200 },
    { name: 'hospital', label: m.field_hospital, is: 'text', max: 200 },
    { name: 'done', label: m.field_done, is: 'text', max: 4000, long: true },
    { name: 'refused_help', label: m.field_refused_help, is: 'flag' },
    { name: 'witness', label: m.field_witness, is: 'text', max: 200 },
    { name: 'follow_up_on', label: m.follow_up_when, is: 'day' },
  ],
};

const contactParts: AmendPart[] = [
  {
    title: m.section_living,
    icon: House,
    fields: [
      { name: 'living', label: m.living_where, is: 'code', list: 'ethos_light', asked: true },
      { name: 'living_place', label: m.living_place, is: 'living place', list: 'living_place' },
      { name: 'bedded_down', label: m.living_bedded, is: 'answer', asked: true },
      { name: 'living_source', label: m.living_source, is: 'code', list: 'living_source' },
    ],
  },
  {
    title: m.section_work,
    icon: Tag,
    fields: [
      { name: 'tag', label: m.work_tag, is: 'code', list: 'tag' },
      { name: 'phase', label: m.work_phase, is: 'code', list: 'contact_phase' },
      { name: 'role', label: m.work_role, is: 'code', list: 'assistant_role' },
      { name: 'initiated_by', label: m.work_initiated, is: 'code', list: 'initiated_by' },
    ],
  },
];

/** The fields of a kind that are open at once, in the order of the form. */
export function openFieldsOf(kind: Amendable): AmendField[] {
  return fields[kind];
}

/** Those that are not. */
export function partsOf(kind: Amendable): AmendPart[] {
  return kind === 'contact' ? contactParts : [];
}

/** All of them. */
export function fieldsOf(kind: Amendable): AmendField[] {
  return [...openFieldsOf(kind), ...partsOf(kind).flatMap((part) => part.fields)];
}

/** Does a field say at which site it was? */
export function isSite(kind: Amendable, name: string): boolean {
  return fieldsOf(kind).some((field) => field.name === name && field.is === 'site');
}

/** What a field of a kind is called. */
export function labelOf(kind: Amendable, name: string): string {
  return capital((fieldsOf(kind).find((field) => field.name === name)?.label ?? m.field_other)());
}

/** A value in words, but for a site's; what is empty says so. */
export function said(kind: Amendable, name: string, value: unknown): string {
  const field = fieldsOf(kind).find((one) => one.name === name);
  if (value === undefined || value === null || value === '') return m.version_empty();
  if (field === undefined) return m.version_other();
  switch (field.is) {
    case 'time':
      return name === 'at' ? dayAndClock((value as Moment).ms) : clock((value as Moment).ms);
    case 'day':
      return dayWords(value as string);
    case 'flag':
    case 'answer':
      return value === true ? m.version_yes() : m.version_no();
    case 'unanswered':
      return unansweredWords(value as string[]).join(', ') || m.version_empty();
    case 'code':
    case 'living place':
      return codes.label(field.list, value as string);
    case 'codes':
      return (value as string[]).map((key) => codes.label(field.list, key)).join(', ') || m.version_empty();
    default:
      return String(value as string | number);
  }
}
