import { m } from '$shared/i18n.svelte';

import type { DeviceRow } from '../backend/types';
import { lengthWords } from '../length';

const MINUTE = 60_000;
/** Beyond this a phone's clock spoils what its owner reads there (DOMAIN B.6-4). */
export const CLOCK_TOLERANCE = 5 * MINUTE;

/** Whether the clock of a phone is so wrong that someone should set it right. */
export function clockIsWrong(device: Pick<DeviceRow, 'clock_error_ms'>): boolean {
  return Math.abs(device.clock_error_ms ?? 0) > CLOCK_TOLERANCE;
}

/** How far the clock of a phone is off, in words. A positive error runs behind the server. */
export function clockWords(device: Pick<DeviceRow, 'clock_error_ms'>): string {
  const error = device.clock_error_ms;
  if (error === null) return m.console_clock_unknown();
  if (Math.abs(error) < MINUTE) return m.console_clock_right();
  const by = lengthWords(Math.abs(error));
  return error < 0 ? m.console_clock_fast({ by }) : m.console_clock_slow({ by });
}

/** `9:41` minutes and seconds left of a code; never negative. */
export function minutesAndSeconds(length: number): string {
  const seconds = Math.ceil(Math.max(0, length) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** The phone that used a code: enrolled for that worker since it was made. */
export function enrolledSince(
  devices: readonly DeviceRow[],
  worker: string,
  known: readonly string[],
): DeviceRow | undefined {
  return devices.find((device) => device.worker === worker && !known.includes(device.id));
}
