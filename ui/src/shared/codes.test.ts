import { afterEach, expect, it } from 'vitest';

import { Codes, codes } from './codes';
import { m, showLocale } from './i18n.svelte';

const some = new Codes([
  {
    list: 'site_type',
    version: 1,
    entries: [
      { key: 'vacant_building', pl: 'pustostan', en: 'vacant building', uk: 'покинута будівля' },
      { key: 'barge', pl: 'barka', en: 'barge', uk: 'баржа', retired: true },
    ],
  },
]);

afterEach(() => showLocale('pl'));

it('a label follows the language', () => {
  expect(some.label('site_type', 'vacant_building')).toBe('pustostan');
  showLocale('uk');
  expect(some.label('site_type', 'vacant_building')).toBe('покинута будівля');
});

it('a key from a newer version says so', () => {
  expect(some.label('site_type', 'space_station')).toBe(m.code_from_newer_version());
  expect(some.label('no_such_list', 'x')).toBe(m.code_from_newer_version());
});

it('a retired entry keeps its label and is no longer offered', () => {
  expect(some.label('site_type', 'barge')).toBe('barka');
  expect(some.offered('site_type').map((entry) => entry.key)).toEqual(['vacant_building']);
});

it('every label of the lists in this build is there in three languages', () => {
  for (const entry of codes.names().flatMap((list) => codes.entries(list))) {
    for (const language of ['pl', 'en', 'uk'] as const) expect(entry[language], entry.key).toBeTruthy();
  }
});
