import { readdirSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';

import { describe, expect, it } from 'vitest';

const SRC = resolve('src');
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(ts|svelte|css|html)$/.test(path))
  .filter((path) => !path.startsWith('shared/paraglide/'))
  .sort();
const ours = files.filter((path) => !/\.gen(\.ts|\/)/.test(path));
const text = (path: string) => readFileSync(resolve(SRC, path), 'utf8');

/** Where an import leads, as a path inside `src`; undefined for packages. */
function target(from: string, to: string): string | undefined {
  if (to.startsWith('$shared/')) return to.replace('$shared', 'shared');
  return to.startsWith('.') ? relative(SRC, resolve(SRC, dirname(from), to)) : undefined;
}

function imports(path: string): string[] {
  const found = text(path).matchAll(/(?:\bfrom|\bimport|\bimport\()\s*['"]([^'"]+)['"]/g);
  return [...found].flatMap(([, to]) => (to ? (target(path, to) ?? []) : []));
}

function reaching(from: string, to: string[]): string[] {
  const inside = ours.filter((path) => path.startsWith(from));
  return inside.flatMap((path) =>
    imports(path)
      .filter((one) => to.some((folder) => one.startsWith(folder)))
      .map((one) => `${path} → ${one}`),
  );
}

describe('the direction of imports', () => {
  it('shared knows neither app', () => expect(reaching('shared/', ['phone/', 'console/'])).toEqual([]));
  it('the phone does not know the console', () => expect(reaching('phone/', ['console/'])).toEqual([]));
  it('the console does not know the phone', () => expect(reaching('console/', ['phone/'])).toEqual([]));
});

it('nothing outside the backends reaches the network or the shell', () => {
  const allowed = /^(phone|console)\/backend(\/|\.ts$)|\.test\.ts$/;
  const calls = /(?<![.\w#])(fetch|invoke)\s*\(|new (XMLHttpRequest|WebSocket|EventSource)\b/;
  expect(ours.filter((path) => !allowed.test(path) && calls.test(text(path)))).toEqual([]);
});

it('no file is longer than 500 lines', () => {
  expect(ours.filter((path) => text(path).split('\n').length > 500)).toEqual([]);
});

it('markup has no style attributes, which the content security policy would drop', () => {
  const markup = ours.filter((path) => /\.(svelte|html)$/.test(path));
  expect(markup.filter((path) => /\sstyle=/.test(text(path)))).toEqual([]);
});

/** Words a person would read in markup: text between tags, and the attributes that are shown or heard. */
function words(source: string): string[] {
  const markup = source
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/=>|[<>]=/g, '');
  const attributes = [
    ...markup.matchAll(/\s(?:label|title|text|alt|placeholder|hint|aria-label)="([^"{]+)"/g),
  ];
  let bare = markup;
  for (let depth = 0; depth < 6; depth++) bare = bare.replace(/\{[^{}]*\}/g, '');
  const between = [...bare.matchAll(/>([^<>]+)</g)];
  return [...attributes, ...between]
    .map(([, found]) => (found ?? '').trim())
    .filter((found) => /\p{L}{3,}/u.test(found));
}

it('markup has no text of its own: all of it is in messages', () => {
  const screens = ours.filter((path) => path.endsWith('.svelte') && !path.startsWith('shared/gallery/'));
  expect(screens.flatMap((path) => words(text(path)).map((found) => `${path}: ${found}`))).toEqual([]);
});

it('the check for text in markup sees text', () => {
  expect(words('<p class="a">Zapisz</p>')).toEqual(['Zapisz']);
  expect(words('<Field label="Nazwa" />')).toEqual(['Nazwa']);
  expect(words('<p>{count > 2 ? m.some_text() : ""}</p>')).toEqual([]);
});
