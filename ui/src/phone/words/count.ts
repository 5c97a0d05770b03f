/** The national count in words. */
import { codes } from '$shared/codes';
import { distance } from '$shared/format';
import { m } from '$shared/i18n.svelte';

import type { CountPlaceRow, CountRow, Tally } from '../backend/types';
import { capital } from './capital';
import { dayWords } from './moments';

/** `3 marca – 5 marca` */
export function countDays(row: CountRow): string {
  const days = [row.from_day, row.to_day].map((one) => dayWords(one ?? undefined));
  return [...new Set(days)].filter(Boolean).join(' – ');
}

/** How far the round is that goes on now. */
export function roundNow(row: CountRow) {
  return row.rounds.find((one) => one.round === row.round);
}

/** `noc: 9 z 14 miejsc` */
export function countProgress(row: CountRow): string {
  const now = roundNow(row);
  if (!now) return '';
  const round = codes.label('count_round', row.round);
  return m.count_progress({ round, done: now.with_result, places: now.places });
}

/** `2 odpowiedziały · 1 odmówiła`; nothing of what is none. */
export function tallyWords(tally: Tally): string {
  const parts = [
    tally.answered > 0 && m.count_answered({ count: tally.answered }),
    tally.refused > 0 && m.count_refused({ count: tally.refused }),
    tally.only_seen > 0 && m.count_only_seen({ count: tally.only_seen }),
  ];
  return parts.filter(Boolean).join(' · ');
}

/** What a place gave in the round that goes on now; undefined as long as it has no result. */
export function resultNow(row: CountPlaceRow, round: string): string | undefined {
  const one = row.rounds.find((one) => one.round === round);
  if (!one?.result) return undefined;
  return one.result === 'counted' ? tallyWords(one.tally) : capital(codes.label('count_result', one.result));
}

/** What a place is called: its name, else what kind of place it is. */
export function placeName({ place }: Pick<CountPlaceRow, 'place'>): string {
  return place.name || kindOf(place) || m.count_place();
}

function kindOf({ site_type, facility_type }: CountPlaceRow['place']): string {
  if (site_type) return capital(codes.label('site_type', site_type));
  return facility_type ? capital(codes.label('facility_type', facility_type)) : '';
}

/** What kind of place it is, and how far. */
export function placeDetail(row: CountPlaceRow): string {
  return [kindOf(row.place), row.distance_m !== null && distance(row.distance_m)].filter(Boolean).join(' · ');
}
