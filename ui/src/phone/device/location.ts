import type { Position } from '../backend/types';

/** Why there is no position. */
export type NoFix = 'denied' | 'timeout' | 'unavailable';

/** Where the phone says it is; asked for one fix at a time, never followed. */
export interface Locator {
  /** One fix within twenty seconds, or why there is none. */
  fix(): Promise<Position | NoFix>;
}

/** A fix of the last half minute is still where we stand. */
const FRESH_MS = 30_000;
const PATIENCE_MS = 20_000;

/** The browser's own location. */
export class BrowserLocator implements Locator {
  fix(): Promise<Position | NoFix> {
    if (!('geolocation' in navigator)) return Promise.resolve('unavailable');
    return new Promise((done) => {
      // Some browsers never answer while their question is on the screen.
      const late = setTimeout(() => done('timeout'), PATIENCE_MS + 500);
      const answer = (found: Position | NoFix) => {
        clearTimeout(late);
        done(found);
      };
      navigator.geolocation.getCurrentPosition(
        ({ coords }) =>
          answer({ lat: coords.latitude, lon: coords.longitude, accuracy_m: coords.accuracy, source: 'fix' }),
        (reason) => answer(words[reason.code] ?? 'unavailable'),
        { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: FRESH_MS },
      );
    });
  }
}

const words: Record<number, NoFix> = { 1: 'denied', 2: 'unavailable', 3: 'timeout' };

export function isFix(found: Position | NoFix): found is Position {
  return typeof found !== 'string';
}
