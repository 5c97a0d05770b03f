import { codes } from '$shared/codes';
import { m } from '$shared/i18n.svelte';
import type { Icon } from '$shared/ui/icon';

import { capital } from './capital';

/** What a code list offers, as a `Choice` shows it. */
export function options(list: string, icons: Partial<Record<string, Icon>> = {}) {
  return codes
    .offered(list)
    .map((one) => ({ value: one.key, label: capital(codes.label(list, one.key)), icon: icons[one.key] }));
}

/** The same with long labels cut in two: what it is called, and in small letters what belongs to it. */
export function shortOptions(list: string, icons: Partial<Record<string, Icon>> = {}) {
  return options(list, icons).map((one) => {
    const [label = one.label, ...rest] = one.label.split(', ');
    return { ...one, label, hint: rest.join(', ') || undefined };
  });
}

/** The places within a situation of living, in the Polish order. */
export function livingPlaces(situation: string | undefined) {
  return codes
    .offered('living_place')
    .filter((one) => one['ethos'] === situation)
    .map((one) => ({ value: one.key, label: capital(codes.label('living_place', one.key)) }));
}

/** Yes or no, as a `Choice` offers it; neither is no answer. */
export const yesOrNo = () => [
  { value: 'yes', label: m.answer_yes() },
  { value: 'no', label: m.answer_no() },
];

/** What of these is chosen by an answer. */
export const chosenOf = (answer: boolean | undefined) =>
  answer === undefined ? [] : [answer ? 'yes' : 'no'];

/** The answer that was chosen. */
export const answerOf = ([chosen]: string[]) => (chosen === undefined ? undefined : chosen === 'yes');
