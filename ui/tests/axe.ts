import axe from 'axe-core';

/** What axe finds wrong, as one line each. Colours are checked in tests/contrast.test.ts: jsdom has none. */
export async function problems(node: Element): Promise<string[]> {
  const rules = { 'color-contrast': { enabled: false }, region: { enabled: false } };
  const { violations } = await axe.run(node, { rules });
  return violations.map((one) => `${one.id}: ${one.nodes.map((found) => found.html).join(' ')}`);
}
