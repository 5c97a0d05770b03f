import { expect, test } from '../fixtures.ts';
import { picture } from './picture.ts';

interface Row {
  id: string;
  name: string;
  last_visit: number | null;
  people: number | null;
}

test.use({ viewport: { width: 1440, height: 900 } });

test('the console', async ({ context, page, server }) => {
  const [key = '', value = ''] = (await server.signIn('nadzor')).split(/=(.*)/s);
  await context.addCookies([{ name: key, value, url: server.address }]);
  const sites = await server.get<Row[]>('nadzor', '/v1/sites');
  const site = sites.find((one) => one.name !== '' && one.last_visit !== null && (one.people ?? 0) > 0);
  if (!site) throw new Error('the demo town has no lived-in site with a name');
  await page.goto(server.address);
  for (const theme of ['dark', 'bright']) {
    await page.evaluate((name) => localStorage.setItem('latarnia.theme', name), theme);
    const open = async (path: string) => {
      await page.goto(`${server.address}/#${path}`);
      await page.reload();
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
      await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
    };
    await open(`/map?site=${site.id}`);
    await expect(page.locator('canvas.maplibregl-canvas')).toBeVisible();
    await expect(page.getByRole('complementary').getByRole('tab').first()).toBeVisible();
    await picture(page, `console-map-${theme}`);
  }
  await page.evaluate(() => localStorage.setItem('latarnia.theme', 'dark'));
  await page.reload();
  for (const name of ['outings', 'people', 'devices']) {
    await page.goto(`${server.address}/#/${name}`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
    await picture(page, `console-${name}`);
  }
});
