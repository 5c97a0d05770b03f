/** The form of a new contact, and the record it becomes. */
import type { Contact, Person } from '../backend/types';
import type { Input } from '../backend';
import type { Intervention } from '../backend/types';
import { whereFields, type Where } from '../state/place';
import type { Pointed } from '../state/sheet';
import { moment } from '../words/moments';

/** The six kinds a contact is noted as by one touch. */
export const kinds = ['met', 'seen_only', 'traces', 'no_one', 'refused', 'phone'] as const;

export type NewPerson = Required<Pick<Person, 'label' | 'level'>> & Pick<Person, 'sex' | 'age_band'>;

export interface ContactForm {
  kind?: string;
  at: number;
  where?: Where;
  person?: Pointed;
  newPerson?: NewPerson;
  heads?: number;
  given: Record<string, number>;
  needs: string[];
  agreement?: string;
  refused: string[];
  intervention?: Intervention;
  note: string;
  nextStep: string;
  nextStepOn?: string;
}

export function blankContact(at: number, site?: Pointed, person?: Pointed): ContactForm {
  return {
    at,
    where: site && { is: 'site', ...site },
    person,
    given: {},
    needs: [],
    refused: [],
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
  const contact: Contact = {
    at: moment(form.at),
    kind: form.kind,
    person: form.person?.id,
    outing,
    ...whereFields(form.where),
    heads: heads > 0 || !(form.person || form.newPerson) ? heads : undefined,
    needs: some(form.needs),
    agreement: form.kind === 'refused' ? 'refused' : form.agreement,
    refused: some(form.refused),
    note: form.note.trim() || undefined,
    next_step: form.nextStep.trim() || undefined,
    next_step_on: form.nextStepOn,
  };
  return {
    contact,
    given: Object.entries(form.given).flatMap(([kind, quantity]) =>
      quantity > 0 ? [{ kind, quantity }] : [],
    ),
    new_person: form.newPerson && named(form.newPerson),
    intervention: form.intervention,
    draft,
  };
}

function named(person: NewPerson): Person {
  return { ...person, label: person.label.trim() };
}

function some(keys: string[]): string[] | undefined {
  return keys.length > 0 ? keys : undefined;
}
