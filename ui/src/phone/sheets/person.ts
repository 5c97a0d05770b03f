/** The form of a person, and the fields it becomes. */
import type { Person } from '../backend/types';

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
  languages: string[];
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
    languages: person.languages ?? [],
  };
}

/** The form as fields of the record. */
export function personFields(form: Omit<PersonForm, 'before'> | PersonForm): Record<string, unknown> {
  const fields: Record<string, unknown> = { ...form };
  delete fields['before'];
  const year = Number.parseInt(form.birth_year, 10);
  fields['birth_year'] = Number.isNaN(year) ? undefined : year;
  return fields;
}
