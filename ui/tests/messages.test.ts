import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

type Variants = { selectors: string[]; match: Record<string, string> }[];
type Messages = Record<string, string | Variants>;

const forms: Record<string, string[]> = {
  pl: ['few', 'many', 'one', 'other'],
  en: ['one', 'other'],
  uk: ['few', 'many', 'one', 'other'],
};
const areas = readdirSync('messages/pl').sort();

function read(language: string, area: string): Messages {
  const all = JSON.parse(readFileSync(`messages/${language}/${area}`, 'utf8')) as Messages;
  delete all['$schema'];
  return all;
}

function texts(message: string | Variants): string[] {
  return typeof message === 'string' ? [message] : message.flatMap((one) => Object.values(one.match));
}

function inputs(message: string | Variants): string[] {
  const found = texts(message).flatMap((text) => text.match(/(?<!\\)\{\w+\}/g) ?? []);
  return [...new Set(found)].sort();
}

/** The plural forms a message is written for, per selector `x=form`; empty when it has no plural. */
function pluralForms(message: string | Variants): string[] {
  if (typeof message === 'string') return [];
  const keys = message.flatMap((one) => Object.keys(one.match));
  return [...new Set(keys.flatMap((key) => key.match(/=(zero|one|two|few|many|other)\b/)?.[1] ?? []))].sort();
}

describe.each(areas)('messages of %s', (area) => {
  const polish = read('pl', area);

  it.each(['en', 'uk'])('have the same keys in %s as in Polish', (language) => {
    expect(Object.keys(read(language, area)).sort()).toEqual(Object.keys(polish).sort());
  });

  it.each(['en', 'uk'])('use the same inputs in %s as in Polish', (language) => {
    const other = read(language, area);
    for (const [key, message] of Object.entries(polish)) {
      expect([key, inputs(other[key] ?? '')]).toEqual([key, inputs(message)]);
    }
  });

  it.each(Object.keys(forms))('are complete in %s: no empty text, every plural form', (language) => {
    for (const [key, message] of Object.entries(read(language, area))) {
      for (const text of texts(message)) expect(text.trim(), key).not.toBe('');
      const found = pluralForms(message);
      if (found.length > 0) expect([key, found]).toEqual([key, forms[language]]);
    }
  });
});

it('no key belongs to two areas', () => {
  const keys = areas.flatMap((area) => Object.keys(read('pl', area)));
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
});
