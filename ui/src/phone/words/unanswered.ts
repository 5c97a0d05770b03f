import { codes } from '$shared/codes';
import { m } from '$shared/i18n.svelte';

import { fieldName } from './fields';

/** `Rok urodzenia: nie chce odpowiedzieć`, one for each question that got no answer. */
export function unansweredWords(unanswered: readonly string[]): string[] {
  return unanswered.map((one) => {
    const [field = '', why = ''] = one.split(':');
    return m.unanswered_because({ name: fieldName(field), why: codes.label('missing_answer', why) });
  });
}
