import { codes } from '$shared/codes';
import { day } from '$shared/format';
import { m } from '$shared/i18n.svelte';

import type { Person, PersonCard, PersonRow } from '../backend/types';
import type { Fact } from '../parts/story';
import { unansweredWords } from '../review/words';

/** `kobieta, ur. ok. 1975`, as far as it is known. */
export function ageAndSex(person: Pick<PersonRow, 'sex' | 'birth_year'>): string {
  const parts = [
    person.sex && codes.label('sex', person.sex),
    person.birth_year && m.console_born({ year: String(person.birth_year) }),
  ];
  return parts.filter(Boolean).join(', ');
}

type Said = Fact & { disputed: boolean };

function teller({ disputed }: PersonCard) {
  return (field: keyof Person, label: string, text: string | undefined): Said | undefined =>
    text ? { label, text, disputed: disputed.some((one) => one.field === field) } : undefined;
}

const list = (name: string, keys: readonly string[] | undefined) =>
  keys?.map((key) => codes.label(name, key)).join(', ');
const dateWords = (date: string | undefined) => date && day(Date.parse(`${date}T12:00:00Z`));

/** What the card of a person shows at once. */
export function openPersonFacts(card: PersonCard): Said[] {
  const { person } = card;
  const said = teller(card);
  return [
    said('name_told', m.console_person_name(), person.name_told),
    said('nickname', m.console_person_nickname(), person.nickname),
    said('sex', m.console_person_sex(), person.sex && codes.label('sex', person.sex)),
    said('birth_year', m.console_person_birth(), person.birth_year?.toString()),
    said('age_band', m.console_person_age(), person.age_band && codes.label('age_band', person.age_band)),
    said('description', m.console_person_looks(), person.description),
    said('animals', m.console_person_animals(), person.animals ? m.console_yes() : undefined),
    said('died', m.console_person_died(), dateWords(person.died)),
  ].filter((one) => one !== undefined);
}

/** What stays closed until someone opens it: ways to reach a person, papers, origin, causes. */
export function sealedPersonFacts(card: PersonCard): Said[] {
  const { person } = card;
  const said = teller(card);
  return [
    said('phone', m.console_person_phone(), person.phone),
    said('contact_via', m.console_person_via(), person.contact_via),
    said('languages', m.console_person_languages(), list('language', person.languages)),
    said('causes', m.console_person_causes(), list('cause', person.causes)),
    said('homeless_since', m.console_person_since(), dateWords(person.homeless_since)),
    said('documents_held', m.console_person_papers(), list('identity_document', person.documents_held)),
    said('documents_missing', m.console_person_lacks(), list('identity_document', person.documents_missing)),
    said('registered_in', m.console_person_registered(), person.registered_in),
    said('unanswered', m.console_fact_unanswered(), unansweredWords(person.unanswered ?? [])),
    said('informed', m.console_person_informed(), person.informed && day(person.informed.ms)),
  ].filter((one) => one !== undefined);
}
