import { m } from '$shared/i18n.svelte';

const reasons: Record<string, () => string> = {
  forbidden: m.refused_forbidden,
  out_of_scope: m.refused_forbidden,
  scope: m.refused_forbidden,
  invalid: m.refused_invalid,
  too_large: m.refused_too_large,
  unknown_kind: m.refused_unknown_kind,
  clock: m.refused_clock,
  clock_too_far_ahead: m.refused_clock,
};

/** Why the server refused something, in words; a reason from a newer server says at least that. */
export function refusalWords(code: string): string {
  return (reasons[code] ?? m.refused_other)();
}
