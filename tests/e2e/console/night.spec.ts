import type { Page } from '@playwright/test';

import { expect, PASSWORD, PIN, test } from '../fixtures.ts';

interface Row {
  id: string;
  name: string;
  last_visit: number | null;
}

async function signIn(page: Page, password: string): Promise<void> {
  await page.getByLabel('Nazwa użytkownika').fill('nadzor');
  await page.getByLabel('Hasło').fill(password);
  await page.getByRole('button', { name: 'Zaloguj' }).click();
}

test('a wrong password is refused in words, the right one opens the map', async ({ page, server }) => {
  await page.goto(server.address);
  await signIn(page, 'nie-to-haslo');
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.getByLabel('Hasło')).toHaveValue('');
  await signIn(page, PASSWORD);
  await expect(page.getByRole('link', { name: 'Mapa' })).toBeVisible();
  await expect(page.locator('tbody tr').first()).toBeVisible();
  await expect(page.locator('canvas.maplibregl-canvas')).toBeVisible();
});

test('a visit synced from a phone shows in its row without a reload', async ({ page, phone, server }) => {
  const sites = await server.get<Row[]>('nadzor', '/v1/sites');
  const site = sites.find((one) => one.name !== '' && one.last_visit !== null);
  if (!site?.last_visit) throw new Error('no named site in the demo town was ever visited');
  await page.goto(server.address);
  await signIn(page, PASSWORD);
  await expect(page.getByRole('status').filter({ hasText: 'na żywo' })).toBeVisible();
  const row = page.locator('tbody tr').filter({ has: page.getByRole('button', { name: site.name, exact: true }) });
  const visited = async () => Date.parse((await row.locator('td.visit time').getAttribute('datetime')) ?? '');
  expect(await visited()).toBe(site.last_visit);
  await page.evaluate(() => document.body.setAttribute('data-same-page', ''));

  await phone.call('session.unlock', { pin: PIN });
  await phone.call('visit.record', { visit: { site: site.id, result: 'people_met', heads: 3 } });
  await phone.call('sync.start', {});

  await expect.poll(visited, { timeout: 60_000 }).toBeGreaterThan(site.last_visit);
  await expect(page.locator('body[data-same-page]')).toHaveCount(1);
  await row.getByRole('button').click();
  const card = page.getByRole('complementary');
  await card.getByRole('tab', { name: 'Wizyty' }).click();
  await expect(card.getByText('Anna Brzask').first()).toBeVisible();
});
