import type { BrowserContext, Page } from '@playwright/test';

import { expect, expectAccessible, expectNoSidewaysScroll, PASSWORD, test } from '../fixtures.ts';
import type { CityServer } from '../town.ts';

const themes = ['dark', 'bright', 'contrast'];

async function signedIn(context: BrowserContext, server: CityServer): Promise<void> {
  const [key = '', value = ''] = (await server.signIn('nadzor')).split(/=(.*)/s);
  await context.addCookies([{ name: key, value, url: server.address }]);
}

/** Every screen there is, by a way to open it. */
async function everyScreen(server: CityServer): Promise<[string, (page: Page) => Promise<void>][]> {
  const first = async (path: string) => (await server.get<{ id: string }[]>('nadzor', path))[0]?.id ?? '';
  const site = await first('/v1/sites');
  const person = await first('/v1/people');
  const outing = await first(`/v1/outings?since=${Date.now() - 7 * 86_400_000}`);
  const at = (path: string, tab?: string) => async (page: Page) => {
    await page.goto(`${server.address}/#${path}`);
    const way = path.match(/^\/\w+/)?.[0] ?? '';
    await expect(page.locator('nav a[aria-current="page"]')).toHaveAttribute('href', `#${way}`);
    if (path.startsWith('/map')) {
      await expect(page.locator('canvas.maplibregl-canvas')).toBeVisible();
    }
    if (tab) {
      await expect(page.getByRole('complementary').getByRole('heading').first()).toBeVisible();
    }
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  };
  return [
    ['map', at('/map')],
    ['map with a site card', at(`/map?site=${site}`, 'card')],
    ['map with a site form', at(`/map?site=${site}&tab=data`, 'card')],
    ['outings', at('/outings')],
    ['outing', at(`/outings/${outing}`)],
    ['people', at('/people')],
    ['people with a person card', at(`/people?person=${person}`, 'card')],
    ['devices', at('/devices')],
    ['audit', at('/audit')],
  ];
}

for (const theme of themes) {
  test(`every screen passes axe with contrast in the ${theme} theme`, async ({ context, page, server }) => {
    test.setTimeout(240_000);
    await page.addInitScript((name) => localStorage.setItem('latarnia.theme', name), theme);
    await page.goto(server.address);
    await expect(page.getByLabel('Hasło')).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    await expectAccessible(page, `sign-in, ${theme}`);
    await signedIn(context, server);
    await page.reload();
    for (const [name, open] of await everyScreen(server)) {
      await open(page);
      await expectAccessible(page, `${name}, ${theme}`);
    }
  });
}

test('nothing scrolls sideways at 320 px', async ({ context, page, server }) => {
  test.setTimeout(240_000);
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(server.address);
  await expect(page.getByLabel('Hasło')).toBeVisible();
  await expectNoSidewaysScroll(page, 'sign-in');
  await signedIn(context, server);
  await page.reload();
  for (const [name, open] of await everyScreen(server)) {
    await open(page);
    await expectNoSidewaysScroll(page, name);
  }
});

test('signing in and choosing a site needs no mouse', async ({ page, server }) => {
  await page.goto(server.address);
  await expect(page.getByLabel('Hasło')).toBeVisible();
  const reach = async (selector: string) => {
    for (let step = 0; step < 80; step += 1) {
      if ((await page.locator(`${selector}:focus`).count()) > 0) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`the Tab key does not reach ${selector}`);
  };
  await reach('input[autocomplete="username"]');
  await page.keyboard.type('nadzor');
  await reach('input[autocomplete="current-password"]');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await expect(page.locator('tbody tr').first()).toBeVisible();
  await reach('[data-row]');
  await page.keyboard.press('ArrowDown');
  const second = page.locator('tbody tr [data-row]').nth(1);
  await expect(second).toBeFocused();
  const name = await second.innerText();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary').getByRole('heading', { name })).toBeVisible();
  await expect(page.locator('tr[aria-current]')).toContainText(name);
});
