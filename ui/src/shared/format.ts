/** Times, distances and counts as people say them, in the locale shown now. Times are of Warsaw. */
import { locale, m } from './i18n.svelte';

export const ZONE = 'Europe/Warsaw';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const DAYS_BEFORE_MONTHS = 60;

const made = new Map<string, Intl.DateTimeFormat>();

function dates(options: Intl.DateTimeFormatOptions, language: string = locale()): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  const found = made.get(key) ?? new Intl.DateTimeFormat(language, { timeZone: ZONE, ...options });
  made.set(key, found);
  return found;
}

/** `20:05` */
export function clock(at: number): string {
  return dates({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
}

/** `22 lis 2026` */
export function day(at: number): string {
  return dates({ day: 'numeric', month: 'short', year: 'numeric' }).format(at);
}

/** `niedziela, 22 listopada` */
export function longDay(at: number): string {
  return dates({ weekday: 'long', day: 'numeric', month: 'long' }).format(at);
}

/** `22 lis 2026, 20:05` */
export function dayAndClock(at: number): string {
  return `${day(at)}, ${clock(at)}`;
}

/** `listopad 2026` */
export function month(at: number): string {
  return dates({ month: 'long', year: 'numeric' }).format(at);
}

/** `2026-11-22`, the day in Warsaw; sorts, and fits `<input type="date">`. */
export function dayKey(at: number): string {
  const parts = dates({ year: 'numeric', month: '2-digit', day: '2-digit' }, 'en').formatToParts(at);
  // By parts, because engines disagree on how a language writes a whole date.
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

/** `2026-11`, the month in Warsaw. */
export function monthKey(at: number): string {
  return dayKey(at).slice(0, 7);
}

/** Whole calendar days in Warsaw from `at` to `now`; a night's work before midnight is "yesterday". */
export function daysBetween(at: number, now: number): number {
  return Math.round((Date.parse(dayKey(now)) - Date.parse(dayKey(at))) / DAY);
}

/** `przed chwilą`, `5 min temu`, `3 godz. temu`, `wczoraj`, `3 dni temu`, `4 mies. temu`, `za 20 min` */
export function relativeTime(at: number, now: number = Date.now()): string {
  const words = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto', style: 'short' });
  const away = Math.abs(now - at);
  const sign = at > now ? 1 : -1;
  if (away < MINUTE) return m.time_just_now();
  if (away < HOUR) return words.format(sign * Math.floor(away / MINUTE), 'minute');
  const days = Math.abs(daysBetween(at, now));
  if (days === 0 || away < 6 * HOUR) return words.format(sign * Math.floor(away / HOUR), 'hour');
  if (days <= DAYS_BEFORE_MONTHS) return words.format(sign * days, 'day');
  return words.format(sign * Math.round(days / 30.44), 'month');
}

/** `1:20` hours and minutes, for countdowns; never negative. */
export function hoursAndMinutes(length: number): string {
  const minutes = Math.floor(Math.max(0, length) / MINUTE);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}

/** `350 m`, `1,2 km`, `14 km`; below a kilometre to ten metres, because the phone knows no better. */
export function distance(metres: number): string {
  const away = Math.max(0, metres);
  if (away < 995) return unit(away < 10 ? Math.round(away) : Math.round(away / 10) * 10, 'meter', 0);
  return unit(away / 1000, 'kilometer', away < 9950 ? 1 : 0);
}

function unit(value: number, name: 'meter' | 'kilometer', digits: number): string {
  const options = { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: digits } as const;
  return new Intl.NumberFormat(locale(), options).format(value);
}

/** `12 345`; the words around a count come from a plural message. */
export function count(value: number): string {
  return new Intl.NumberFormat(locale(), { maximumFractionDigits: 0 }).format(value);
}

/** Degrees of latitude or longitude with five decimals, about a metre; below zero the other side is named. */
export function degrees(value: number, above: string, below: string): string {
  const figures = new Intl.NumberFormat(locale(), { minimumFractionDigits: 5, maximumFractionDigits: 5 });
  return `${figures.format(Math.abs(value))}° ${value < 0 ? below : above}`;
}
