/** Why two people may be one, in words. */
import { distance } from '$shared/format';
import { m } from '$shared/i18n.svelte';

import type { Reason } from '../backend/types';

export function whyAlike(reasons: readonly Reason[]): string {
  return reasons.map(why).filter(Boolean).join(', ');
}

function why(reason: Reason): string {
  switch (reason.code) {
    case 'same_phone':
      return m.alike_phone();
    case 'same_name':
      return m.alike_name();
    case 'name_sounds_alike':
      return m.alike_sound();
    case 'same_birth_year':
      return m.alike_year({ year: String(reason.year) });
    case 'seen_near':
      return m.alike_near({ distance: distance(reason.metres) });
    default:
      return '';
  }
}
