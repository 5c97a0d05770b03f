import { describe, expect, it } from 'vitest';

import { HOUR, NOW, outing } from '../testing/server';
import { isSilent, lateOutings, outingState, tonight } from './alarm';
import { lateBy } from './words';

const MINUTE = 60_000;

describe('an outing', () => {
  it.each([
    ['on its way', { return_by: NOW + 2 * HOUR }, 'out'],
    ['close to its return', { return_by: NOW + 30 * MINUTE }, 'soon'],
    ['past its return', { return_by: NOW - 1 }, 'late'],
    ['late by the server’s word', { late: true }, 'late'],
    ['back, though late', { return_by: NOW - HOUR, ended: NOW - MINUTE, late: false }, 'home'],
    ['without an hour of return', { return_by: null }, 'out'],
  ] as const)('%s', (_, part, state) => expect(outingState(outing(part), NOW)).toBe(state));

  it('is silent an hour and a half after its last word', () => {
    expect(isSilent(outing({ checked_in: NOW - 89 * MINUTE }), NOW)).toBe(false);
    expect(isSilent(outing({ checked_in: NOW - 91 * MINUTE }), NOW)).toBe(true);
    expect(isSilent(outing({ checked_in: null, started: NOW - HOUR }), NOW)).toBe(false);
    expect(isSilent(outing({ checked_in: null, ended: NOW }), NOW)).toBe(false);
  });
  it('says by how much it is late as people say it', () => {
    expect(lateBy(outing({ return_by: NOW - 40 * MINUTE }), NOW)).toBe('40 min');
    expect(lateBy(outing({ return_by: NOW - 95 * MINUTE }), NOW)).toBe('1 godz. 35 min');
  });
});

it('the alarm names the longest overdue first, and comes by the clock alone', () => {
  const list = [
    outing({ id: 'a', return_by: NOW - MINUTE }),
    outing({ id: 'b', return_by: NOW - HOUR }),
    outing({ id: 'c', return_by: NOW + MINUTE }),
  ];
  expect(lateOutings(list, NOW).map(({ id }) => id)).toEqual(['b', 'a']);
  expect(lateOutings(list, NOW + 2 * MINUTE).map(({ id }) => id)).toEqual(['b', 'a', 'c']);
});

it('a night shows who is out by urgency, then who came back', () => {
  const night = tonight(
    [
      outing({ id: 'home', ended: NOW }),
      outing({ id: 'calm' }),
      outing({ id: 'late', return_by: NOW - HOUR }),
      outing({ id: 'soon', return_by: NOW + MINUTE }),
    ],
    NOW,
  );
  expect([...night.out, ...night.home].map(({ id }) => id)).toEqual(['late', 'soon', 'calm', 'home']);
});
