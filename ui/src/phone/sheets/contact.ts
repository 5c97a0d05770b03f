/** The form of a new contact, and the record it becomes. */
import { codes } from '$shared/codes';

import type { Input } from '../backend';
import type { Action, Contact, Person, Sound } from '../backend/types';
import { whereFields, type Where } from '../state/place';
import type { Pointed } from '../state/sheet';
import { moment } from '../words/moments';
import { interventionRecord, type InterventionForm } from './intervention';
import { stillUnanswered } from './unanswered';

/** The six kinds a contact is noted as by one touch. */
export const kinds = ['met', 'seen_only', 'traces', 'no_one', 'refused', 'phone'] as const;

/** Contacts of other kinds, for those who look for them. */
export const rareKinds = ['accompanied', 'third_party', 'information'] as const;

/** What is done and not handed over: going along, a consultation, a training. */
export function doneKinds(): string[] {
  const done = codes.offered('action_kind').filter((one) => one['given'] !== true);
  return done.map((one) => one.key).filter((kind) => !TILES.includes(kind));
}

/** Given by touch and counted, although help and not a thing. */
const TILES = ['first_aid', 'transport', 'medicine'];

export function givenKinds(): string[] {
  const all = codes.offered('action_kind');
  return all.filter((one) => one['given'] === true || TILES.includes(one.key)).map((one) => one.key);
}

/** Where somebody lives now, as far as it was seen or told. */
export interface Living {
  situation?: string;
  place?: string;
  bedded?: boolean;
  source?: string;
}

/** What kind of work a contact was. */
export interface Work {
  phase?: string;
  tag?: string;
  role?: string;
  initiatedBy?: string;
}

/** One thing done together, with what was asked about it. */
export interface DoneForm {
  kind: string;
  consultation?: string;
  mode?: string;
  institution: string;
  matter: string;
  result: string;
  role?: string;
}

/** What somebody without a record looked like. */
export interface Seen {
  sex?: string;
  age?: string;
  as: string;
}

export type NewPerson = Required<Pick<Person, 'label' | 'level'>> & Pick<Person, 'sex' | 'age_band'>;

export interface ContactForm {
  kind?: string;
  at: number;
  where?: Where;
  person?: Pointed;
  newPerson?: NewPerson;
  heads?: number;
  seen: Seen;
  given: Record<string, number>;
  done: DoneForm[];
  living: Living;
  work: Work;
  success: string;
  needs: string[];
  agreement?: string;
  refused: string[];
  /** Questions without an answer, each with why. */
  unanswered: string[];
  /** An intervention that is part of it, as far as it is typed. */
  danger?: InterventionForm;
  /** It is being typed just now. */
  isInDanger?: boolean;
  note: string;
  voice?: Sound;
  /** The note by voice is what there was when something ended it. */
  isVoiceCut?: boolean;
  nextStep: string;
  nextStepOn?: string;
}

export function blankContact(at: number, site?: Pointed, person?: Pointed): ContactForm {
  return {
    at,
    where: site && { is: 'site', ...site },
    person,
    seen: { as: '' },
    given: {},
    done: [],
    living: {},
    work: {},
    success: '',
    needs: [],
    refused: [],
    unanswered: [],
    note: '',
    nextStep: '',
  };
}

/** People without a record in it: nobody where nobody was, one where somebody was and nothing else is said. */
export function headsOf(form: ContactForm): number {
  if (form.heads !== undefined) return form.heads;
  const nobody = form.kind === 'traces' || form.kind === 'no_one' || form.person || form.newPerson;
  return nobody ? 0 : 1;
}

/** What is sent to be saved. Empty answers are left out: absent is not an answer. */
export function contactRecord(
  form: ContactForm,
  outing: string | undefined,
  draft: string,
): Input<'contact.record'> {
  const heads = headsOf(form);
  const nameless = !(form.person || form.newPerson);
  const contact: Contact = {
    at: moment(form.at),
    kind: form.kind,
    person: form.person?.id,
    outing,
    ...whereFields(form.where),
    heads: heads > 0 || nameless ? heads : undefined,
    seen_sex: nameless ? form.seen.sex : undefined,
    seen_age: nameless ? form.seen.age : undefined,
    seen_as: nameless ? text(form.seen.as) : undefined,
    phase: form.work.phase,
    tag: form.work.tag,
    role: form.work.role,
    initiated_by: form.work.initiatedBy,
    living: form.living.situation,
    living_place: form.living.place,
    bedded_down: form.living.bedded,
    living_source: form.living.source,
    success: text(form.success),
    needs: some(form.needs),
    agreement: form.kind === 'refused' ? 'refused' : form.agreement,
    refused: some(form.refused),
    note: text(form.note),
    voice: form.voice,
    next_step: text(form.nextStep),
    next_step_on: form.nextStepOn,
  };
  contact.unanswered = some(stillUnanswered(form.unanswered, { ...contact }));
  return {
    contact,
    given: Object.entries(form.given).flatMap(([kind, quantity]) =>
      quantity > 0 ? [{ kind, quantity }] : [],
    ),
    done: form.done.map(doneRecord),
    new_person: form.newPerson && named(form.newPerson),
    // Whom it is about and where the contact knows better.
    intervention:
      form.danger && interventionRecord({ ...form.danger, person: form.person, where: form.where }, outing),
    draft,
  };
}

/** Does somebody new or nameless look under 18? That must not be written down as only seen. */
export function isMinor(form: Pick<ContactForm, 'newPerson' | 'seen'>): boolean {
  return (form.newPerson ? form.newPerson.age_band : form.seen.age) === 'age_0_17';
}

function doneRecord(one: DoneForm): Action {
  return {
    kind: one.kind,
    consultation: one.consultation,
    mode: one.mode,
    institution: text(one.institution),
    matter: text(one.matter),
    result: text(one.result),
    role: one.role,
  };
}

function text(value: string): string | undefined {
  return value.trim() || undefined;
}

function named(person: NewPerson): Person {
  return { ...person, label: person.label.trim() };
}

function some(keys: string[]): string[] | undefined {
  return keys.length > 0 ? keys : undefined;
}
