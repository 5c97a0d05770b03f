/** Facilities in words: their rung on the ladder, who is let in, what is free, how far. */
import { codes } from '$shared/codes';
import { relativeTime } from '$shared/format';
import { m } from '$shared/i18n.svelte';

import type { Facility, Position } from '../backend/types';
import { capital } from './capital';

/** A rung of the ladder: `3c` stands on the same height as `3`. */
export interface Rung {
  number: number;
  name: string;
}

/** The rung of a kind of facility; none for a kitchen or a clinic. */
export function rungOf(category: string | null | undefined): Rung | undefined {
  const entry = codes.entries('facility_type').find((one) => one.key === category);
  const number = Number.parseInt(String(entry?.['rung'] ?? ''), 10);
  if (!entry || Number.isNaN(number)) return undefined;
  return { number, name: capital(codes.label('facility_type', entry.key)) };
}

/** The ladder, the highest rung first; each rung by the first kind of facility that stands on it. */
export function rungs(): Rung[] {
  const all = codes.offered('facility_type').flatMap((one) => rungOf(one.key) ?? []);
  const first = new Map<number, Rung>();
  for (const rung of all) if (!first.has(rung.number)) first.set(rung.number, rung);
  return [...first.values()].sort((a, b) => b.number - a.number);
}

/** Who is let in. */
export function admits(facility: Facility): string {
  const who: [boolean | undefined, string][] = [
    [facility.women, m.facility_women()],
    [facility.men, m.facility_men()],
    [facility.families, m.facility_families()],
    [facility.animals, m.facility_animals()],
  ];
  const words = who.filter(([yes]) => yes).map(([, name]) => name);
  return [words.join(', '), facility.admits].filter(Boolean).join(' · ');
}

/** `3 wolne miejsca (2 godz. temu)` */
export function freePlaces(facility: Facility): string {
  if (facility.free_places === undefined) return '';
  const asOf = facility.free_as_of ? ` (${relativeTime(facility.free_as_of.ms)})` : '';
  return m.facility_free({ count: facility.free_places }) + asOf;
}

const EARTH_M = 6_371_000;

/** Metres between two places as the crow flies; nothing where one is unknown. */
export function metresBetween(one: Position | undefined, other: Position | undefined): number | undefined {
  if (!one || !other) return undefined;
  const rad = (degrees: number) => (degrees * Math.PI) / 180;
  const [north, east] = [rad(other.lat - one.lat) / 2, rad(other.lon - one.lon) / 2];
  const chord =
    Math.sin(north) ** 2 + Math.cos(rad(one.lat)) * Math.cos(rad(other.lat)) * Math.sin(east) ** 2;
  return 2 * EARTH_M * Math.asin(Math.sqrt(chord));
}
