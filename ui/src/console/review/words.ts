import { codes } from '$shared/codes';
import { clock, day, dayAndClock, distance } from '$shared/format';
import { m } from '$shared/i18n.svelte';
import { metresBetween } from '$shared/map/metres';

import { auditKind } from '../audit/words';
import type {
  AfterClose,
  Disputed,
  HistoryEntry,
  Position,
  Quarantined,
  Queue,
  Reason,
} from '../backend/types';

const fields: Record<string, () => string> = {
  label: m.console_field_label,
  name_told: m.console_person_name,
  nickname: m.console_person_nickname,
  birth_year: m.console_person_birth,
  phone: m.console_person_phone,
  hazard: m.console_person_hazard,
  died: m.console_person_died,
  position: m.console_field_position,
  state: m.console_field_state,
  name: m.console_field_name,
  description: m.console_field_description,
  access: m.console_field_access,
  people: m.console_field_people,
  hazards: m.console_field_hazards,
  owner: m.console_field_owner,
  photos: m.console_field_photos,
  note: m.console_fact_note,
  seen_as: m.console_fact_seen,
  next_step: m.console_fact_next,
  setup: m.console_fact_setup,
  done: m.console_fact_done,
  hospital: m.console_fact_hospital,
  handed_over_to: m.console_fact_handed_over,
  witness: m.console_field_witness,
  item: m.console_field_item,
  provider: m.console_field_provider,
  result: m.console_fact_result,
  documents_held: m.console_person_papers,
  registered_in: m.console_person_registered,
  causes: m.console_person_causes,
  homeless_since: m.console_person_since,
  languages: m.console_person_languages,
  strengths: m.console_field_strengths,
  needs: m.console_fact_needs,
  agreement: m.console_field_agreement,
  living: m.console_field_living,
  bedded_down: m.console_field_bedded,
};

/** A field in words; one of a newer server is shown by its key. */
export function fieldName(field: string): string {
  return fields[field]?.() ?? field;
}

/** `rok urodzenia: nie chce odpowiedzieć`, of every question that was asked and got no answer. */
export function unansweredWords(unanswered: readonly string[]): string {
  const words = unanswered.map((one) => {
    const [field = '', why = ''] = one.split(':');
    return `${fieldName(field)}: ${codes.label('missing_answer', why)}`;
  });
  return words.join('; ');
}

/** A value as people would say it. */
export function valueWords(field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return m.console_review_empty_value();
  if (field === 'state') return codes.label('site_state', String(value));
  if (field === 'died') return day(Date.parse(`${String(value)}T12:00:00Z`));
  if (typeof value === 'object') {
    const { lat, lon } = value as { lat?: number; lon?: number };
    return lat === undefined || lon === undefined
      ? JSON.stringify(value)
      : `${lat.toFixed(5)}, ${lon.toFixed(5)}`;
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** How far another position lies from the one that is shown; empty for anything but positions. */
export function awayWords({ field, values }: Disputed, value: unknown): string {
  if (field !== 'position') return '';
  const [shown, other] = [values[0]?.value, value] as (Position | undefined)[];
  if (!shown || !other) return '';
  return m.console_review_away({ distance: distance(metresBetween(shown, other)) });
}

/** Nearer than this is one place, in metres. */
const ONE_PLACE_M = 100;

/** Why two records may be one. */
export function reasonWords(reason: Reason): string {
  switch (reason.code) {
    case 'same_phone':
      return m.console_reason_same_phone();
    case 'same_name':
      return m.console_reason_same_name();
    case 'name_sounds_alike':
      return m.console_reason_name_sounds_alike();
    case 'same_birth_year':
      return m.console_reason_same_birth_year({ year: String(reason.year) });
    case 'seen_near':
      return reason.metres <= ONE_PLACE_M
        ? m.console_reason_seen_there()
        : m.console_reason_seen_near({ distance: distance(reason.metres) });
    case 'near':
      return m.console_reason_near({ distance: distance(reason.metres) });
    case 'same_category':
      return m.console_reason_same_category();
  }
}

const happened: Partial<Record<HistoryEntry['kind'], (input: { when: string }) => string>> = {
  visit: m.console_review_later_visit,
  contact: m.console_review_later_contact,
};

/** `wizyta 22:30`: what came after a closing, the first of it, by the hour if it was the same day. */
export function laterWords({ closed, events, edits }: AfterClose): string {
  const when = (at: number) => (day(at) === day(closed.at) ? clock(at) : dayAndClock(at));
  const first = events.at(-1);
  if (first) return (happened[first.kind] ?? m.console_review_later_event)({ when: when(first.at) });
  return m.console_review_later_edit({ when: when(edits[0]?.at ?? closed.at) });
}

const asideCodes: Record<string, () => string> = {
  outside_own_areas: m.console_aside_outside_own_areas,
  only_a_supervisor_may: m.console_aside_only_a_supervisor_may,
  role_may_not_write_kind: m.console_aside_role_may_not_write_kind,
};

/** `wizyta · spoza rejonów tej osoby`: what the server kept aside, as far as that can be read, and why. */
export function asideWords({ kind, reason }: Quarantined): string {
  const code = reason.split(':')[0] ?? '';
  const why = asideCodes[code]?.() ?? m.console_aside_other({ code });
  return kind === '' ? why : `${auditKind(kind)} · ${why}`;
}

/** Can somebody with the rights to it let it in? What is malformed stays aside. */
export function canBeLetIn({ reason }: Quarantined): boolean {
  return reason in asideCodes;
}

/** How many questions somebody can decide. */
export function waitingFor(queue: Queue | undefined): number {
  if (!queue) return 0;
  const { contested, after_close, people, sites } = queue.review;
  return contested.length + after_close.length + people.length + sites.length;
}
