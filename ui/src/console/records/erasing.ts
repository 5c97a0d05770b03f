import { m } from '$shared/i18n.svelte';

import type { EraseReason } from '../backend/types';

/** Why something is erased, in words. */
export const eraseReasons: Record<EraseReason, () => string> = {
  asked: m.console_erase_reason_asked,
  consent_withdrawn: m.console_erase_reason_consent_withdrawn,
  kept_long_enough: m.console_erase_reason_kept_long_enough,
  mistake: m.console_erase_reason_mistake,
};

/** What the server asks for where there is no name to type. */
export function nameless(id: string): string {
  return id.slice(0, 8);
}
