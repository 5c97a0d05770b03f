import { m } from '$shared/i18n.svelte';

import { refusalCode } from '../backend';

/** What happened and what to do, for a question that got no answer. */
export function refusalWords(reason: unknown): { title: string; text: string } {
  switch (refusalCode(reason)) {
    case 'offline':
      return { title: m.console_offline_title(), text: m.console_offline_text() };
    case 'forbidden':
      return { title: m.console_forbidden_title(), text: m.console_forbidden_text() };
    case 'not_found':
      return { title: m.console_missing_title(), text: m.console_missing_text() };
    case 'unauthenticated':
      return { title: m.console_expired_title(), text: m.console_expired_text() };
    case 'too_many_attempts':
      return { title: m.console_hurry_title(), text: m.console_hurry_text() };
    default:
      return { title: m.console_failed_title(), text: m.console_failed_text() };
  }
}
