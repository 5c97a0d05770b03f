import type { OutingCard } from '../backend/types';

const MINUTE = 60_000;
/** How long before the hour of return the ring changes its words. */
const SOON = 30 * MINUTE;
/** A crew that has said nothing for so long deserves a call. */
const SILENT = 90 * MINUTE;

/** `late` past the hour of return · `soon` close to it · `out` all in order · `home` back, or past caring. */
export type OutingState = 'late' | 'soon' | 'out' | 'home';

/** How an outing stands at a moment; the clock of the page counts on where the server's answer ended. */
export function outingState(outing: OutingCard, now: number): OutingState {
  if (outing.ended !== null) return 'home';
  if (outing.late || (outing.return_by !== null && outing.return_by < now)) return 'late';
  return outing.return_by !== null && outing.return_by - now <= SOON ? 'soon' : 'out';
}

/** The last sign of life: a check-in, or setting out. */
export function lastSign(outing: OutingCard): number {
  return Math.max(outing.started, outing.checked_in ?? 0);
}

/** Whether a crew that is out has been silent for long. */
export function isSilent(outing: OutingCard, now: number): boolean {
  return outing.ended === null && now - lastSign(outing) > SILENT;
}

/** The crews past their hour of return, the longest overdue first. */
export function lateOutings(outings: readonly OutingCard[], now: number): OutingCard[] {
  return outings
    .filter((outing) => outingState(outing, now) === 'late')
    .sort((a, b) => (a.return_by ?? 0) - (b.return_by ?? 0));
}

/** Outings as a night reads them: who is out first, the most urgent before; then who came back, newest first. */
export function tonight(
  outings: readonly OutingCard[],
  now: number,
): { out: OutingCard[]; home: OutingCard[] } {
  const out = outings.filter((outing) => outing.ended === null);
  const home = outings.filter((outing) => outing.ended !== null);
  const rank = { late: 0, soon: 1, out: 2, home: 3 };
  out.sort(
    (a, b) =>
      rank[outingState(a, now)] - rank[outingState(b, now)] ||
      (a.return_by ?? Infinity) - (b.return_by ?? Infinity),
  );
  home.sort((a, b) => b.started - a.started);
  return { out, home };
}
