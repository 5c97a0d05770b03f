import { locale } from '$shared/i18n.svelte';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `40 min`, `1 godz. 35 min`, `3 dni`: a length of time as people say it; never negative. */
export function lengthWords(length: number): string {
  const away = Math.max(0, length);
  if (away >= 2 * DAY) return unit(Math.floor(away / DAY), 'day', 'long');
  const hours = Math.floor(away / HOUR);
  const minutes = Math.floor((away % HOUR) / MINUTE);
  const parts = [hours > 0 && unit(hours, 'hour'), (minutes > 0 || hours === 0) && unit(minutes, 'minute')];
  return parts.filter(Boolean).join(' ');
}

function unit(value: number, name: 'day' | 'hour' | 'minute', display: 'short' | 'long' = 'short'): string {
  return new Intl.NumberFormat(locale(), { style: 'unit', unit: name, unitDisplay: display }).format(value);
}
