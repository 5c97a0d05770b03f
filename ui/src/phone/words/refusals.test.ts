import { afterEach, describe, expect, it } from 'vitest';

import { m, showLocale } from '$shared/i18n.svelte';
import { refusalWords } from './refusals';

const reasons = [
  'role_may_not_write_kind',
  'outside_own_areas',
  'written_as_someone_else',
  'operation_too_large',
  'malformed: missing field `at` at line 1 column 20',
  'invalid: heads: OutOfRange',
  'invalid: position: OutOfRange',
  'suppressed',
];

afterEach(() => showLocale('pl'));

describe.each(['pl', 'en', 'uk'])('a refusal in %s', (language) => {
  it('has words of its own for every reason of the server', () => {
    showLocale(language);
    const told = reasons.map(refusalWords);
    expect(new Set([...told, m.refused_other()]).size).toBe(reasons.length + 1);
    // Nothing of what the server found is shown as it is written there.
    for (const words of told) expect(words).not.toMatch(/_|`|OutOfRange|column/);
  });

  it('names the field that does not fit, if people have a name for it', () => {
    showLocale(language);
    expect(refusalWords('invalid: position: OutOfRange')).toContain(m.field_position());
    expect(refusalWords('invalid: from_the_future: OutOfRange')).toBe(m.refused_invalid());
  });

  it.each(['', 'toString', 'too_new: 7'])('says of an unknown reason that it was refused: "%s"', (reason) => {
    showLocale(language);
    expect(refusalWords(reason)).toBe(m.refused_other());
  });
});
