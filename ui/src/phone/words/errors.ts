import { m } from '$shared/i18n.svelte';

import type { Failure, FailureCode } from '../backend';

/** A failure in words: what happened, then what is safe and what to do. */
export interface Told {
  title: string;
  text: string;
}

type Words = [() => string, () => string];

const words: Record<FailureCode, Words> = {
  unknown_command: [m.call_error_internal, m.call_error_internal_do],
  bad_input: [m.call_error_internal, m.call_error_internal_do],
  internal: [m.call_error_internal, m.call_error_internal_do],
  invalid: [m.call_error_invalid, m.call_error_invalid_do],
  not_found: [m.call_error_not_found, m.call_error_not_found_do],
  locked: [m.call_error_locked, m.call_error_locked_do],
  not_enrolled: [m.call_error_not_enrolled, m.call_error_not_enrolled_do],
  already_enrolled: [m.call_error_already_enrolled, m.call_error_already_enrolled_do],
  in_use: [m.call_error_in_use, m.call_error_in_use_do],
  wrong_pin: [m.call_error_wrong_pin, m.call_error_wrong_pin_do],
  pin_throttled: [m.call_error_pin_throttled, m.call_error_pin_throttled_do],
  pin_too_short: [m.call_error_pin_too_short, m.call_error_pin_too_short_do],
  code_refused: [m.call_error_code_refused, m.call_error_code_refused_do],
  bad_address: [m.call_error_bad_address, m.call_error_bad_address_do],
  unreachable: [m.call_error_unreachable, m.call_error_unreachable_do],
  revoked: [m.call_error_revoked, m.call_error_revoked_do],
  forked: [m.call_error_forked, m.call_error_forked_do],
  other_worker: [m.call_error_other_worker, m.call_error_other_worker_do],
  refused: [m.call_error_refused, m.call_error_refused_do],
  lease_over: [m.call_error_lease_over, m.call_error_lease_over_do],
  disk_full: [m.call_error_disk_full, m.call_error_disk_full_do],
  database_damaged: [m.call_error_database_damaged, m.call_error_database_damaged_do],
  app_too_old: [m.call_error_app_too_old, m.call_error_app_too_old_do],
  photo_too_large: [m.call_error_photo_too_large, m.call_error_photo_too_large_do],
  photo_unreadable: [m.call_error_photo_unreadable, m.call_error_photo_unreadable_do],
  voice_too_long: [m.call_error_voice_too_long, m.call_error_voice_too_long_do],
  voice_unreadable: [m.call_error_voice_unreadable, m.call_error_voice_unreadable_do],
  no_outing: [m.call_error_no_outing, m.call_error_no_outing_do],
  too_late: [m.call_error_too_late, m.call_error_too_late_do],
  biometric_cancelled: [m.call_error_biometric, m.call_error_biometric_do],
  biometric_closed: [m.call_error_biometric, m.call_error_biometric_do],
  biometric_failed: [m.call_error_biometric, m.call_error_biometric_do],
  gone: [m.call_error_gone, m.call_error_gone_do],
};

/** The words for a failure; a code from a newer core reads as an internal one. */
export function told(code: FailureCode): Told {
  const [title, text] = words[code] ?? words.internal;
  return { title: title(), text: text() };
}

const problems: Record<string, () => string> = {
  missing: m.problem_missing,
  missing_one_of: m.problem_missing_one_of,
  out_of_range: m.problem_out_of_range,
  too_long: m.problem_too_long,
  too_many: m.problem_too_many,
  photo_gone: m.problem_photo_gone,
  sound_gone: m.problem_sound_gone,
  unbelievable_time: m.problem_unbelievable_time,
  crew_too_small: m.problem_crew_too_small,
};

/** What is wrong with one field, in words; undefined if nothing is. */
export function problemOf(failure: Failure | undefined, field: string): string | undefined {
  const found = failure?.fields.find((one) => one.field === field);
  return found ? (problems[found.problem] ?? m.problem_other)() : undefined;
}
