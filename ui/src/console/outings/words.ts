import { codes } from '$shared/codes';
import { m } from '$shared/i18n.svelte';

import type { OutingCard } from '../backend/types';
import { lengthWords } from '../length';

/** `Anna Kowal i Bartek Lis` in the order of the crew. */
export function crewWords(outing: Pick<OutingCard, 'crew_names'>): string {
  const names = outing.crew_names.filter(Boolean);
  return names.length === 0 ? m.console_crew_unknown() : names.join(' + ');
}

/** `1 godz. 35 min` past the hour of return. */
export function lateBy(outing: OutingCard, now: number): string {
  return lengthWords(outing.return_by === null ? 0 : now - outing.return_by);
}

/** Who goes with the crew, in words. */
export function partnerWords(outing: Pick<OutingCard, 'partners'>): string {
  return outing.partners.map((partner) => codes.label('partner_kind', partner)).join(', ');
}
