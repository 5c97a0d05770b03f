/** The national count in words, and its questionnaires: data files of the core with words in three languages. */
import { codes } from '$shared/codes';
import { distance } from '$shared/format';
import { locale, m, type Locale } from '$shared/i18n.svelte';

import type { CountPlaceRow, CountRow, QuestionnaireRow, Tally } from '../backend/types';
import { capital } from './capital';
import { dayWords } from './moments';

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

/** `3 marca – 5 marca` */
export function countDays(row: CountRow): string {
  const days = [row.from_day, row.to_day].map((one) => dayWords(one ?? undefined));
  return [...new Set(days)].filter(Boolean).join(' – ');
}

/** How far the round is that goes on now. */
export function roundNow(row: CountRow) {
  return row.rounds.find((one) => one.round === row.round);
}

/** `noc: 9 z 14 miejsc` */
export function countProgress(row: CountRow): string {
  const now = roundNow(row);
  if (!now) return '';
  const round = codes.label('count_round', row.round);
  return m.count_progress({ round, done: now.with_result, places: now.places });
}

/** `2 odpowiedziały · 1 odmówiła`; nothing of what is none. */
export function tallyWords(tally: Tally): string {
  const parts = [
    tally.answered > 0 && m.count_answered({ count: tally.answered }),
    tally.refused > 0 && m.count_refused({ count: tally.refused }),
    tally.only_seen > 0 && m.count_only_seen({ count: tally.only_seen }),
  ];
  return parts.filter(Boolean).join(' · ');
}

/** What a place gave in the round that goes on now; undefined as long as it has no result. */
export function resultNow(row: CountPlaceRow, round: string): string | undefined {
  const one = row.rounds.find((one) => one.round === round);
  if (!one?.result) return undefined;
  return one.result === 'counted' ? tallyWords(one.tally) : capital(codes.label('count_result', one.result));
}

/** What kind of place it is, and how far. */
export function placeDetail(row: CountPlaceRow): string {
  const { site_type, facility_type } = row.place;
  const kind = site_type
    ? codes.label('site_type', site_type)
    : facility_type && codes.label('facility_type', facility_type);
  return [kind && capital(kind), row.distance_m !== null && distance(row.distance_m)]
    .filter(Boolean)
    .join(' · ');
}

/** Sex and age, as far as they were said or guessed. */
export function who(row: QuestionnaireRow): string {
  const { form = '', answers = [] } = row.questionnaire;
  const short = questionsOf(form).filter((one) => one.guess);
  const said = short.flatMap((one) => answers.filter((answer) => answer.startsWith(`${one.key}:`)));
  return said.map((answer) => answerWords(form, answer)).join(', ');
}
