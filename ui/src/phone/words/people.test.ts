import { expect, it } from 'vitest';

import { mayBeMinor } from './people';

it.each([
  ['nobody said anything', undefined, undefined, '2026-11-22', false],
  ['guessed so', undefined, 'age_0_17', '2026-11-22', true],
  ['has her birthday this year, nobody knows when', 2008, undefined, '2026-12-30', true],
  ['on the last day she has had it', 2008, undefined, '2026-12-31', false],
  ['told the year, looks younger', 1990, 'age_0_17', '2026-11-22', false],
  ['half a year typed', 20, undefined, '2026-11-22', false],
])('who may be under 18 counts as a minor: %s', (_, year, guess, day, minor) => {
  expect(mayBeMinor(year, guess, new Date(`${day}T12:00:00`))).toBe(minor);
});
