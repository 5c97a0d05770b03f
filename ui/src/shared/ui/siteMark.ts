import { m } from '$shared/i18n.svelte';

/** What a site's mark can say, the most urgent first. */
export const siteLooks = ['danger', 'frost', 'overdue', 'active', 'unknown', 'empty', 'closed'] as const;
export type SiteLook = (typeof siteLooks)[number];

/** A mark on a 28×28 field: a filled ground, the part in full colour, an outline, and where the letter sits. */
export interface MarkShape {
  outline: string;
  /** The part drawn in the state's colour; the rest shows the surface. */
  filled: string;
  /** The baseline of the letter. */
  baseline: number;
  /** Whether the letter stands on the colour or on the surface. */
  letterOn: 'colour' | 'surface' | 'both';
}

const circle = 'M14 2.5a11.5 11.5 0 1 1 0 23a11.5 11.5 0 0 1 0-23z';
const leftHalf = 'M14 2.5v23a11.5 11.5 0 0 1 0-23z';
const triangle = 'M12.1 3.3a2.2 2.2 0 0 1 3.8 0l10.2 18.4a2.2 2.2 0 0 1-1.9 3.3H3.8a2.2 2.2 0 0 1-1.9-3.3z';
const square =
  'M7 3.5h14a3.5 3.5 0 0 1 3.5 3.5v14a3.5 3.5 0 0 1-3.5 3.5H7A3.5 3.5 0 0 1 3.5 21V7A3.5 3.5 0 0 1 7 3.5z';
const diamond =
  'M12.4 2.1a2.2 2.2 0 0 1 3.2 0l10.3 10.3a2.2 2.2 0 0 1 0 3.2L15.6 25.9a2.2 2.2 0 0 1-3.2 0L2.1 15.6a2.2 2.2 0 0 1 0-3.2z';

/** The same shapes in lists and on the map, so that one legend explains both. */
export const markShapes: Record<SiteLook, MarkShape> = {
  danger: { outline: triangle, filled: triangle, baseline: 22, letterOn: 'colour' },
  frost: { outline: triangle, filled: triangle, baseline: 22, letterOn: 'colour' },
  overdue: { outline: circle, filled: leftHalf, baseline: 19, letterOn: 'both' },
  active: { outline: circle, filled: circle, baseline: 19, letterOn: 'colour' },
  unknown: { outline: diamond, filled: '', baseline: 19, letterOn: 'surface' },
  empty: { outline: circle, filled: '', baseline: 19, letterOn: 'surface' },
  closed: { outline: square, filled: '', baseline: 19, letterOn: 'surface' },
};

/** The custom property that holds a state's colour; frost is a kind of danger. */
export function markColour(look: SiteLook): string {
  return `--site-${look === 'frost' ? 'danger' : look}`;
}

const names: Record<SiteLook, () => string> = {
  danger: m.site_state_danger,
  frost: m.site_state_frost,
  overdue: m.site_state_overdue,
  active: m.site_state_active,
  unknown: m.site_state_unknown,
  empty: m.site_state_empty,
  closed: m.site_state_closed,
};

const letters: Record<SiteLook, () => string> = {
  danger: m.site_letter_danger,
  frost: m.site_letter_frost,
  overdue: m.site_letter_overdue,
  active: m.site_letter_active,
  unknown: m.site_letter_unknown,
  empty: m.site_letter_empty,
  closed: m.site_letter_closed,
};

/** The state in words. */
export function markName(look: SiteLook): string {
  return names[look]();
}

/** The state in one letter. */
export function markLetter(look: SiteLook): string {
  return letters[look]();
}
