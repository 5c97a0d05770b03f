import { m } from '$shared/i18n.svelte';

const words: Record<string, () => string> = {
  missing: m.console_problem_missing,
  missing_one_of: m.console_problem_missing_one_of,
  wrong_type: m.console_problem_wrong_type,
  out_of_range: m.console_problem_out_of_range,
  too_long: m.console_problem_too_long,
  unknown_code: m.console_problem_unknown_code,
  unbelievable_time: m.console_problem_wrong_type,
};

/** What is wrong with a field and what to do; `undefined` if nothing is. */
export function problemWords(problem: string | undefined): string | undefined {
  return problem === undefined ? undefined : (words[problem] ?? m.console_problem_other)();
}
