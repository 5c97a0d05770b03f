import { distance } from '$shared/format';
import { m } from '$shared/i18n.svelte';

import type { EveningRoute } from '../backend/types';

/** Where the way was reckoned from, in words. */
export function fromWords(from: EveningRoute['from']): string {
  const words: Record<EveningRoute['from'], () => string> = {
    here: m.route_from_here,
    last_place: m.route_from_last_place,
    area_middle: m.route_from_area_middle,
    nowhere: m.route_from_nowhere,
  };
  return words[from]();
}

/** `2 z 5 miejsc` */
export function progressWords(route: EveningRoute): string {
  const done = route.stops.filter((stop) => stop.visited !== null).length;
  return m.route_progress({ done, count: route.stops.length });
}

/** `Zostało 1,2 km w linii prostej`, or that nothing is left. */
export function leftWords(route: EveningRoute): string {
  const open = route.stops.some((stop) => stop.visited === null);
  return open ? m.route_left({ metres: distance(route.left_m) }) : m.route_all_done();
}

/** `−8 °C` with a minus sign, not a hyphen. */
export function degreesWords(degrees: number): string {
  return m.degrees({ degrees: String(degrees).replace('-', '−') });
}
