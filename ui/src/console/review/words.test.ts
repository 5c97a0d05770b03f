import { expect, it } from 'vitest';

import { awayWords, reasonWords } from './words';

it('two positions are told apart by their distance, and other fields are not', () => {
  const version = (value: unknown) => ({ value, at: 0, author: '', record: 's1' });
  const here = { lat: 51.94268, lon: 19.40416, source: 'pin' };
  const there = { lat: 51.92528, lon: 19.40824, source: 'pin' };
  const disputed = { field: 'position', values: [version(here), version(there)] };
  // 1935 m north and 280 m east.
  expect(awayWords(disputed, there)).toBe('2 km od tego, które widać teraz');
  expect(awayWords({ ...disputed, field: 'name' }, there)).toBe('');
  expect(awayWords(disputed, null)).toBe('');
});

it('two people seen at one place are not told apart by metres', () => {
  expect(reasonWords({ code: 'seen_near', metres: 0 })).toBe('ostatnio w tym samym miejscu');
  expect(reasonWords({ code: 'seen_near', metres: 1200 })).toBe('ostatnio widziani 1,2 km od siebie');
});
