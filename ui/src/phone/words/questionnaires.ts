/** The questionnaires of counts: data files of the core with words in three languages. */
import { locale, m, type Locale } from '$shared/i18n.svelte';

import type { QuestionnaireRow } from '../backend/types';
import { capital } from './capital';

/** One option of a question, or the question itself: what is stored, and the words. */
export type Worded = { key: string } & Record<Locale, string>;

/** One question of a questionnaire. */
export interface Question extends Worded {
  ask: 'one' | 'many' | 'number';
  /** May be guessed of whoever refuses or is only seen. */
  guess?: boolean;
  options?: Worded[];
  min?: number;
  max?: number;
}

interface CountForm {
  form: string;
  version: number;
  questions: Question[];
}

const files = import.meta.glob<CountForm>('../../../../core/forms/*.json', {
  eager: true,
  import: 'default',
});
const forms = new Map(Object.values(files).map((one) => [one.form, one]));

/** What a count asks; nothing where this build does not know its questionnaire. */
export function questionsOf(form: string): Question[] {
  return forms.get(form)?.questions ?? [];
}

export function wordOf(what: Worded): string {
  return capital(what[locale()]);
}

/** An answer (`sex:female`) in words. */
export function answerWords(form: string, answer: string): string {
  const [key = '', option = ''] = answer.split(':');
  const question = questionsOf(form).find((one) => one.key === key);
  const chosen = question?.options?.find((one) => one.key === option);
  if (chosen) return chosen[locale()];
  return question?.ask === 'number' ? option : m.code_from_newer_version();
}

/** Sex and age, as far as they were said or guessed. */
export function who(row: QuestionnaireRow): string {
  const { form = '', answers = [] } = row.questionnaire;
  const short = questionsOf(form).filter((one) => one.guess);
  const said = short.flatMap((one) => answers.filter((answer) => answer.startsWith(`${one.key}:`)));
  return said.map((answer) => answerWords(form, answer)).join(', ');
}
