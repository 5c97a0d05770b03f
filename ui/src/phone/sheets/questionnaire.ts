/** A questionnaire while it is asked. */
import type { Question } from '../words/questionnaires';

/** What is typed: the outcome, the answers by question, and how far it is. */
export interface AskForm {
  outcome?: string;
  /** Question → options, or the number. */
  answers: Record<string, string[]>;
  /** Question → why there is no answer. What is in neither was not asked. */
  unanswered: Record<string, string>;
  /** The question that is shown. */
  step: number;
  at: number;
}

export const blankAsk = (now: number): AskForm => ({ answers: {}, unanswered: {}, step: 0, at: now });

/** Why a question that was asked has no answer; "not asked" is what is left out. */
export const WHYS = ['does_not_know', 'declines_to_say'] as const;

/** The questions of that outcome: of whoever refuses or is only seen, what can be guessed. */
export function asked(questions: Question[], outcome: string | undefined): Question[] {
  return outcome === 'answered' ? questions : questions.filter((one) => one.guess);
}

/** What the store takes: `question:option`, in the order of the questionnaire. */
export function record(form: AskForm, questions: Question[]) {
  const keys = asked(questions, form.outcome).map((one) => one.key);
  const answers = keys.flatMap((key) => (form.answers[key] ?? []).map((option) => `${key}:${option}`));
  const silent = keys.filter((key) => form.unanswered[key] !== undefined && !form.answers[key]?.length);
  const unanswered = silent.map((key) => `${key}:${form.unanswered[key] ?? ''}`);
  return { answers, unanswered: form.outcome === 'answered' ? unanswered : [] };
}

/** Is the number one the question takes? */
export function isNumberOf(question: Question, text: string): boolean {
  const number = Number(text);
  return /^\d{1,6}$/.test(text) && number >= (question.min ?? 0) && number <= (question.max ?? 0);
}
