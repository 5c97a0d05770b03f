import { afterEach, expect, it } from 'vitest';

import { locale, m, showLocale } from './i18n.svelte';

afterEach(() => showLocale('pl'));

it.each([
  [1, '1 wpis odrzucony'],
  [3, '3 wpisy odrzucone'],
  [12, '12 wpisów odrzuconych'],
  [22, '22 wpisy odrzucone'],
  [25, '25 wpisów odrzuconych'],
])('Polish counts right: %d', (count, words) => expect(m.sync_refused({ count })).toBe(words));

it('texts and the page follow the language', () => {
  showLocale('uk');
  expect(m.action_save()).toBe('Зберегти');
  expect(document.documentElement.lang).toBe('uk');
});

it('an unknown language is Polish', () => {
  showLocale('tlh');
  expect(locale()).toBe('pl');
});
