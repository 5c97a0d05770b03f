import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

const css = readFileSync('src/shared/tokens.css', 'utf8');

function tokens(theme: string): Record<string, string> {
  const block = css.split(`[data-theme='${theme}'] {`)[1]?.split('}')[0] ?? '';
  return Object.fromEntries(
    [...block.matchAll(/(--[\w-]+): (#[0-9a-f]{6});/g)].map(([, name, hex]) => [name, hex]),
  );
}

function light(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [light(one), light(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const grounds = ['--page', '--surface', '--raised', '--sunken', '--field'];
const inks = ['--quiet', '--lamp-text', '--danger', '--good', '--note'];
const sites = ['active', 'overdue', 'danger', 'empty', 'closed', 'unknown'].map((look) => `--site-${look}`);
const pairs: [string, string, number][] = [
  ...grounds.map((ground): [string, string, number] => ['--text', ground, 7]),
  ...inks.flatMap((ink) => grounds.map((ground): [string, string, number] => [ink, ground, 4.5])),
  ...['lamp', 'danger', 'good', 'note'].flatMap((tone): [string, string, number][] => [
    [tone === 'lamp' ? '--lamp-text' : `--${tone}`, `--${tone}-soft`, 4.5],
    ['--text', `--${tone}-soft`, 7],
  ]),
  ['--quiet', '--lamp-soft', 4.5],
  ['--on-lamp', '--lamp', 4.5],
  ['--on-danger', '--danger', 4.5],
  ...sites.map((site): [string, string, number] => [site, '--surface', 4.5]),
  ...sites.map((site): [string, string, number] => ['--page', site, 4.5]),
  ...['--line-strong', '--focus', '--lamp'].flatMap((edge) =>
    ['--page', '--surface', '--sunken', '--field'].map((ground): [string, string, number] => [
      edge,
      ground,
      3,
    ]),
  ),
];

describe.each(['dark', 'bright', 'contrast'])('the %s theme', (theme) => {
  const colours = tokens(theme);
  it.each(pairs)('%s can be read on %s', (ink, ground, least) => {
    expect(contrast(colours[ink] ?? '', colours[ground] ?? '')).toBeGreaterThanOrEqual(least);
  });
});
