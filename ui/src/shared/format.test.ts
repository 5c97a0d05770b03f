import { afterEach, describe, expect, it } from 'vitest';

import * as format from './format';
import { showLocale } from './i18n.svelte';

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');
const now = Date.parse('2026-11-21T22:40:00Z'); // 23:40 in Warsaw
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

afterEach(() => showLocale('pl'));

describe('relative time', () => {
  it.each([
    ['just now', now - 20_000, 'przed chwilą'],
    ['minutes', now - 5 * MINUTE, '5 min temu'],
    ['hours of the same evening', now - 3 * HOUR, '3 godz. temu'],
    ['yesterday', now - 26 * HOUR, 'wczoraj'],
    ['days', now - 3 * DAY, '3 dni temu'],
    ['many days, because visits are due by days', now - 26 * DAY, '26 dni temu'],
    ['months', now - 122 * DAY, '4 mies. temu'],
    ['what is still to come', now + 20 * MINUTE, 'za 20 min'],
  ])('says %s', (_, at, words) => expect(plain(format.relativeTime(at, now))).toBe(words));

  it('calls the shift before midnight hours ago, not yesterday, while the night lasts', () => {
    expect(plain(format.relativeTime(now, now + 2 * HOUR))).toBe('2 godz. temu');
  });

  it('counts calendar days in Warsaw, also over the end of summer time', () => {
    expect(format.daysBetween(Date.parse('2026-10-24T21:00:00Z'), Date.parse('2026-10-25T22:30:00Z'))).toBe(
      1,
    );
  });
});

describe('dates', () => {
  it('are of Warsaw, in summer and in winter', () => {
    expect(format.clock(now)).toBe('23:40');
    expect(format.clock(Date.parse('2026-07-01T22:40:00Z'))).toBe('00:40');
    expect(format.dayKey(Date.parse('2026-07-01T22:40:00Z'))).toBe('2026-07-02');
  });
  it('are written as people write them', () => {
    expect(plain(format.dayAndClock(now))).toBe('21 lis 2026, 23:40');
    expect(format.month(now)).toBe('listopad 2026');
    expect(format.longDay(now)).toBe('sobota, 21 listopada');
  });
  it('follow the language', () => {
    showLocale('en');
    expect(format.month(now)).toBe('November 2026');
    expect(plain(format.relativeTime(now - 3 * DAY, now))).toBe('3 days ago');
  });
});

it.each([
  [4, '4 m'],
  [347, '350 m'],
  [996, '1 km'],
  [1234, '1,2 km'],
  [13_800, '14 km'],
  [-1, '0 m'],
])('the distance of %d metres reads %s', (metres, words) => {
  expect(plain(format.distance(metres))).toBe(words);
});

it('a countdown shows hours and minutes and stops at nothing', () => {
  expect(format.hoursAndMinutes(80 * MINUTE)).toBe('1:20');
  expect(format.hoursAndMinutes(-5)).toBe('0:00');
});

it('large counts are grouped', () => expect(plain(format.count(12_345))).toBe('12 345'));
