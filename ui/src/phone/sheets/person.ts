/** The form of a person, and the fields it becomes. */
import type { Person } from '../backend/types';
import { stillUnanswered } from './unanswered';

export interface PersonForm {
  label: string;
  level?: string;
  sex?: string;
  age_band?: string;
  hazard: string;
  name_told: string;
  nickname: string;
  birth_year: string;
  description: string;
  phone: string;
  contact_via: string;
  documents_missing: string[];
  documents_held: string[];
  causes: string[];
  strengths: string[];
  limits: string[];
  /** One line each: what somebody is to the person, never who. */
  circle: string;
  languages: string[];
  homeless_since: string;
  registered_in: string;
  animals?: boolean;
  /** Questions without an answer, each with why. */
  unanswered: string[];
  /** The fields as they were when the form was opened. */
  before: Record<string, unknown>;
}

export function blankPerson(): PersonForm {
  return { ...personForm({ level: 'level_1' }), before: {} };
}

export function personForm(person: Person): Omit<PersonForm, 'before'> {
  const { label, level, sex, age_band } = person;
  return {
    label: label ?? '',
    level,
    sex,
    age_band,
    hazard: person.hazard ?? '',
    name_told: person.name_told ?? '',
    nickname: person.nickname ?? '',
    birth_year: person.birth_year === undefined ? '' : String(person.birth_year),
    description: person.description ?? '',
    phone: person.phone ?? '',
    contact_via: person.contact_via ?? '',
    documents_missing: person.documents_missing ?? [],
    documents_held: person.documents_held ?? [],
    causes: person.causes ?? [],
    strengths: person.strengths ?? [],
    limits: person.limits ?? [],
    circle: (person.circle ?? []).join('\n'),
    homeless_since: person.homeless_since ?? '',
    registered_in: person.registered_in ?? '',
    animals: person.animals,
    unanswered: person.unanswered ?? [],
    languages: person.languages ?? [],
  };
}

/** The form as fields of the record. */
export function personFields(form: Omit<PersonForm, 'before'> | PersonForm): Record<string, unknown> {
  const fields: Record<string, unknown> = { ...form };
  delete fields['before'];
  const year = Number.parseInt(form.birth_year, 10);
  fields['birth_year'] = Number.isNaN(year) ? undefined : year;
  const circle = form.circle.split('\n').map((line) => line.trim());
  fields['circle'] = [...new Set(circle)].filter((line) => line !== '');
  fields['unanswered'] = stillUnanswered(form.unanswered, fields);
  return fields;
}
