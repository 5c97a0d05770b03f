import { clock, day, dayKey } from '$shared/format';

import type { Moment } from '../backend/types';

const DAY = 86_400_000;

/** An instant with the offset of this phone's wall clock at that time. */
export function moment(ms: number): Moment {
  return { ms, offset: -new Date(ms).getTimezoneOffset() };
}

/** The day `days` from `now`, as forms write it. */
export function dayFrom(now: number, days: number): string {
  return dayKey(now + days * DAY);
}

/** A day of a form as people write it; nothing for none. */
export function dayWords(date: string | undefined): string {
  return date ? day(Date.parse(`${date}T12:00:00Z`)) : '';
}

/** Before six in the morning the evening still lasts. */
export function eveningOf(now: number): string {
  return dayKey(now - 6 * 3_600_000);
}

/** The instant nearest to `near` at which Warsaw's clocks show `HH:MM`; undefined if that is no time. */
export function atClock(hhmm: string, near: number): number | undefined {
  const found = /^(\d{1,2}):(\d{2})$/.exec(hhmm);
  if (!found) return undefined;
  const minutes = (text: string) => Number(text.slice(0, -3)) * 60 + Number(text.slice(-2));
  const wanted = Number(found[1]) * 60 + Number(found[2]);
  if (wanted >= 1440 || Number(found[2]) > 59) return undefined;
  let away = wanted - minutes(clock(near));
  if (away > 720) away -= 1440;
  if (away <= -720) away += 1440;
  return near - (near % 60_000) + away * 60_000;
}

/** The next time Warsaw's clocks show `HH:MM`, at least a quarter of an hour ahead. */
export function nextClock(hhmm: string, now: number): number {
  const at = atClock(hhmm, now) ?? now;
  return at < now + 15 * 60_000 ? at + DAY : at;
}
