import type { BrowserContext, Page, Response } from '@playwright/test';

import { expect, test } from '../fixtures.ts';
import type { CityServer } from '../town.ts';

interface Row {
  id: string;
  name: string;
  position: { lat: number; lon: number } | null;
}

async function signedIn(context: BrowserContext, server: CityServer, name: string): Promise<void> {
  const [key = '', value = ''] = (await server.signIn(name)).split(/=(.*)/s);
  await context.addCookies([{ name: key, value, url: server.address }]);
}

/** Latitudes and longitudes as the supervisor sees them: true places. */
async function exactNumbers(server: CityServer): Promise<Set<number>> {
  const rows = await server.get<Row[]>('nadzor', '/v1/sites');
  const exact = rows.flatMap(({ position }) => (position ? [position.lat, position.lon] : []));
  expect(exact.length).toBeGreaterThan(20);
  return new Set(exact);
}

/** The exact coordinates that a text gives away. */
function givenAway(text: string, exact: Set<number>): number[] {
  return (text.match(/-?\d+\.\d+/g) ?? []).map(Number).filter((number) => exact.has(number));
}

const shown = (page: Page) => page.locator('tbody tr [data-row]').allInnerTexts();

test('the supervisor does read exact places, so their absence elsewhere means something', async ({ server }) => {
  const exact = await exactNumbers(server);
  expect(givenAway(JSON.stringify(await server.get('nadzor', '/v1/sites')), exact).length).toBeGreaterThan(20);
});

test('files hold the sites of the filter and no exact place', async ({ context, page, server }) => {
  const exact = await exactNumbers(server);
  await signedIn(context, server, 'nadzor');
  await page.goto(server.address);
  await expect(page.locator('tbody tr').first()).toBeVisible();
  const all = (await shown(page)).length;

  const frost = page.getByRole('button', { name: 'Mróz' });
  await frost.click();
  await expect(frost).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(async () => (await shown(page)).length).toBeLessThan(all);
  const cold = await shown(page);
  expect(cold.length).toBeGreaterThan(1);

  const word = cold[0]?.split(/\s/)[0] ?? '';
  await page.getByRole('searchbox', { name: 'Szukaj miejsca' }).fill(word);
  await expect.poll(async () => (await shown(page)).length).toBeLessThan(cold.length);
  const found = (await shown(page)).sort();
  expect(found).toContain(cold[0]);

  const file = async (name: string) => {
    const address = await page.getByRole('link', { name, exact: true }).getAttribute('href');
    expect(address).toContain('frost=true');
    const answer = await page.request.get(`${server.address}${address}`);
    expect(answer.headers()['content-disposition']).toContain('attachment');
    return answer.text();
  };
  const csv = await file('CSV');
  const geojson = await file('GeoJSON');
  const features = (JSON.parse(geojson) as { features: { properties: { name: string } }[] }).features;
  expect(features.map((one) => one.properties.name).sort()).toEqual(found);
  expect(csv.trim().split('\n')).toHaveLength(found.length + 1);
  expect(givenAway(csv, exact)).toEqual([]);
  expect(givenAway(geojson, exact)).toEqual([]);
});

test('no exact place reaches the browser of an administrator, and people are refused', async ({
  context,
  page,
  server,
}) => {
  const exact = await exactNumbers(server);
  const bodies: Promise<[string, string]>[] = [];
  page.on('response', (response: Response) => {
    const { pathname } = new URL(response.url());
    const type = response.headers()['content-type'] ?? '';
    // The stream of changes never ends, and the basemap is a file of tiles.
    if (!pathname.startsWith('/v1/') || !/json|csv/.test(type)) return;
    bodies.push(response.text().then((text) => [pathname, text]));
  });
  await signedIn(context, server, 'admin');
  await page.goto(server.address);
  await page.locator('tbody tr [data-row]').first().click();
  const card = page.getByRole('complementary');
  await expect(card.getByRole('tab', { name: 'Dane' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Ludzie' })).toBeHidden();
  await page.getByRole('link', { name: /Wyjścia/ }).click();
  await page.getByRole('link', { name: /Przebieg wyjścia: / }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  for (const way of [/Urządzenia/, /Dziennik/]) {
    await page.getByRole('link', { name: way }).click();
    await expect(page.locator('tbody tr').first()).toBeVisible();
  }
  for (const { id } of await server.get<Row[]>('admin', '/v1/sites')) {
    const answer = await page.request.get(`${server.address}/v1/sites/${id}`);
    bodies.push(answer.text().then((text) => [`/v1/sites/${id}`, text]));
  }
  for (const path of ['/v1/sites.csv', '/v1/sites.geojson', '/v1/outings']) {
    bodies.push((await page.request.get(`${server.address}${path}`)).text().then((text) => [path, text]));
  }

  const read = await Promise.all(bodies);
  expect(read.map(([path]) => path)).toEqual(expect.arrayContaining(['/v1/sites', '/v1/outings', '/v1/devices']));
  expect(read.filter(([, text]) => givenAway(text, exact).length > 0).map(([path]) => path)).toEqual([]);
  expect((await page.request.get(`${server.address}/v1/people`)).status()).toBe(403);
});
