import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { test as base, expect, type Page } from "@playwright/test";

import { CityServer, Phone, Town } from "./town.ts";

export { expect } from "@playwright/test";
export { PASSWORD, PIN, Phone } from "./town.ts";

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
    { scope: "worker", timeout: 120_000 },
  ],
  server: async ({ town }, use) => {
    const server = await town.open();
    await use(server);
    await server.close();
  },
  /** A page on which nothing breaks: a screen that cannot be drawn leaves only an error behind. */
  page: async ({ page }, use) => {
    const broken: string[] = [];
    page.on("pageerror", (error) => broken.push(error.stack ?? error.message));
    await use(page);
    expect(broken, "errors of the page").toEqual([]);
  },
  phone: async ({ server }, use) => {
    const phone = await Phone.enrolled(server, "anna");
    await use(phone);
    await phone.close();
  },
});

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What an app may look like, on its root element. */
export const themes = ["dark", "bright", "contrast"];

/** Axe finds nothing on what is shown: every rule in the theme it has, contrast in the others as well. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  await page.evaluate(axe);
  const found = await page.evaluate(async (themes) => {
    interface Violation {
      id: string;
      nodes: { html: string }[];
    }
    interface Axe {
      run: (root: Document, options: object) => Promise<{ violations: Violation[] }>;
    }
    const { axe } = window as unknown as { axe: Axe };
    // A sheet that is still fading in, or a surface that changes, has not its colours yet.
    const settled = async (): Promise<void> => {
      // What a touch changed begins to move only with the next picture.
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
      const finite = document
        .getAnimations()
        .filter((one) => one.effect?.getTiming().iterations !== Infinity);
      await Promise.allSettled(finite.map((one) => one.finished));
    };
    const look = document.documentElement.dataset;
    const chosen = look.theme;
    const found = [];
    for (const theme of [chosen, ...themes.filter((one) => one !== chosen)]) {
      look.theme = theme;
      await settled();
      const { violations } = await axe.run(
        document,
        theme === chosen ? {} : { runOnly: ["color-contrast"] },
      );
      for (const { id, nodes } of violations) {
        found.push(`${theme}: ${id}: ${nodes.map((node) => node.html).join(" | ")}`);
      }
    }
    look.theme = chosen;
    return found;
  }, themes);
  expect(found, `axe on ${what}`).toEqual([]);
}

/** Nothing sticks out to the right, of the page or of what scrolls up and down within it. */
export async function expectNoSidewaysScroll(page: Page, what: string): Promise<void> {
  const over = await page.evaluate(() => {
    const scrolls = [...document.querySelectorAll("main, .screen, dialog .body, dialog")];
    const inner = scrolls.map((one) => one.scrollWidth - one.clientWidth);
    return Math.max(document.documentElement.scrollWidth - window.innerWidth, ...inner);
  });
  expect(over, `${what} scrolls sideways`).toBeLessThanOrEqual(0);
}
