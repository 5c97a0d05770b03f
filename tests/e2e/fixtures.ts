import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { test as base, expect, type Page } from '@playwright/test';

import { CityServer, Phone, Town } from './town.ts';

export { expect } from '@playwright/test';
export { PASSWORD, PIN, Phone } from './town.ts';

interface PerTest {
  /** A server of the fictional town, of this test alone. */
  server: CityServer;
  /** Anna's phone, enrolled and locked. */
  phone: Phone;
}

interface PerWorker {
  town: Town;
}

export const test = base.extend<PerTest, PerWorker>({
  town: [
    async ({}, use) => {
      const town = await Town.build();
      await use(town);
      await town.remove();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  server: async ({ town }, use) => {
    const server = await town.open();
    await use(server);
    await server.close();
  },
  /** A page on which nothing breaks: a screen that cannot be drawn leaves only an error behind. */
  page: async ({ page }, use) => {
    const broken: string[] = [];
    page.on('pageerror', (error) => broken.push(error.stack ?? error.message));
    await use(page);
    expect(broken, 'errors of the page').toEqual([]);
  },
  phone: async ({ server }, use) => {
    const phone = await Phone.enrolled(server, 'anna');
    await use(phone);
    await phone.close();
  },
});

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Axe with every rule, contrast too, finds nothing on what is shown. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  // A sheet that is still fading in has not its colours yet.
  await page.evaluate(async () => {
    const finite = document.getAnimations().filter((one) => one.effect?.getTiming().iterations !== Infinity);
    await Promise.allSettled(finite.map((one) => one.finished));
  });
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const { violations } = await (
      window as unknown as { axe: { run: (root: Document) => Promise<{ violations: Violation[] }> } }
    ).axe.run(document);
    return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' | ')}`);
    interface Violation {
      id: string;
      nodes: { html: string }[];
    }
  });
  expect(found, `axe on ${what}`).toEqual([]);
}

/** Nothing sticks out to the right. */
export async function expectNoSidewaysScroll(page: Page, what: string): Promise<void> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(over, `${what} scrolls sideways`).toBeLessThanOrEqual(0);
}
