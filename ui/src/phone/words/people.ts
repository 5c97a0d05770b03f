import { codes } from '$shared/codes';
import { relativeTime } from '$shared/format';
import { m } from '$shared/i18n.svelte';

import type { PersonRow } from '../backend/types';

/** The rungs of being known, lowest first. */
export const levels = ['level_0', 'level_1', 'level_2', 'level_3'] as const;
export type Level = (typeof levels)[number];

export function levelIndex(level: string | null | undefined): number {
  return Math.max(0, levels.indexOf((level ?? 'level_1') as Level));
}

/**
 * Under 18, or maybe so: the year that was told counts until its last day, then the guess. The phone says it of who is on
 * it; this is for what is still being typed.
 */
export function mayBeMinor(year: number | undefined, guess: string | undefined, now = new Date()): boolean {
  return year ? now < new Date(year + 18, 11, 31) : guess === 'age_0_17';
}

/** `3 dni temu, dworzec` */
export function lastSeen(person: Pick<PersonRow, 'last_seen' | 'last_site_name'>, now: number): string {
  if (person.last_seen === null) return m.person_not_seen();
  return [relativeTime(person.last_seen, now), person.last_site_name].filter(Boolean).join(', ');
}

/** `kobieta, ur. 1968` */
export function about(person: Pick<PersonRow, 'label' | 'sex' | 'birth_year' | 'nickname'>): string {
  return [
    person.nickname && person.nickname !== person.label && `„${person.nickname}”`,
    person.sex && person.sex !== 'unknown_sex' && codes.label('sex', person.sex),
    person.birth_year && m.person_born({ year: String(person.birth_year) }),
  ]
    .filter(Boolean)
    .join(', ');
}
