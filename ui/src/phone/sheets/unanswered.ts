/** Questions that were asked and got no answer, each with why: `field:missing_answer`. Blank is no answer. */

/** Why a field has no answer, if somebody said so. */
export function noAnswerTo(unanswered: readonly string[], field: string): string | undefined {
  return unanswered.find((one) => one.startsWith(`${field}:`))?.slice(field.length + 1);
}

/** The same with another reason for one field; without any for an empty one. */
export function withNoAnswer(unanswered: readonly string[], field: string, why: string): string[] {
  const others = unanswered.filter((one) => !one.startsWith(`${field}:`));
  return why ? [...others, `${field}:${why}`] : others;
}

/** Those still open: a question that is answered after all is none without an answer. */
export function stillUnanswered(unanswered: readonly string[], fields: Record<string, unknown>): string[] {
  return unanswered.filter((one) => isEmpty(fields[one.split(':')[0] ?? '']));
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
  );
}
