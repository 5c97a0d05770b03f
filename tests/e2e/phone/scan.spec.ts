import type { BrowserContext, Page } from '@playwright/test';
import encodeQR from 'qr';

import { Camera, lights, photographed, wall, type Picture } from '../camera.ts';
import { expect, expectAccessible, expectNoSidewaysScroll, Phone, test } from '../fixtures.ts';
import type { CityServer } from '../town.ts';

const PIN = '135790';

/** The console's own picture of a code for Celina's phone. */
async function codeOnConsole(context: BrowserContext, server: CityServer): Promise<Picture> {
  const [key = '', value = ''] = (await server.signIn('admin')).split(/=(.*)/s);
  await context.addCookies([{ name: key, value, url: server.address }]);
  const page = await context.newPage();
  await page.goto(`${server.address}/#/devices`);
  await page.getByRole('button', { name: 'Dodaj telefon' }).click();
  const worker = page.getByLabel('Czyj telefon');
  await worker.selectOption(await worker.locator('option', { hasText: 'Celina' }).innerText());
  await page.getByRole('button', { name: 'Utwórz kod' }).click();
  const picture = await photographed(page.getByRole('dialog').getByRole('img'));
  await page.close();
  return picture;
}

/** A code that says something else, such as one on a poster. */
async function poster(page: Page): Promise<Picture> {
  const svg = encodeQR('https://latarnowo.example/plakat', 'svg');
  await page.setContent(`<img alt="" src="data:image/svg+xml,${encodeURIComponent(svg)}">`);
  return photographed(page.locator('img'));
}

/** Opens the scanner; until then the camera was not asked for. */
async function openScanner(page: Page, phone: Phone): Promise<void> {
  await page.goto(phone.address);
  await expect(page.getByRole('button', { name: 'Skanuj kod' })).toBeVisible();
  expect(await lights(page)).toEqual([]);
  await page.getByRole('button', { name: 'Skanuj kod' }).click();
}

test('the phone reads the code the console shows, and enrols', async ({ context, server }, testInfo) => {
  const camera = await Camera.seeing(await codeOnConsole(context, server), testInfo);
  const phone = await Phone.unpack(server);
  const page = await camera.page('allows');
  await openScanner(page, phone);
  await expect(page.getByText('Kod odczytany')).toBeVisible();
  await expect(page.getByText(`Serwer: ${server.address}`)).toBeVisible();
  await expect(page.getByRole('dialog')).toBeHidden();
  expect(await lights(page)).toEqual([false]);
  await expectAccessible(page, 'the code was read');
  await expect(page.getByLabel('Nowy PIN')).toBeFocused();
  await page.keyboard.type(PIN);
  await page.getByLabel('PIN jeszcze raz').fill(PIN);
  await page.getByLabel(/Nazwa telefonu/).fill('Telefon Celiny');
  await page.getByRole('button', { name: 'Przypisz telefon' }).click();
  await expect(page.getByRole('link', { name: 'Dziś' })).toBeVisible();
  await phone.synced();
  const devices = await server.get<{ name: string }[]>('nadzor', '/v1/devices');
  expect(devices.map((device) => device.name)).toContain('Telefon Celiny');
  await phone.close();
  await camera.close();
});

test('another code is told from ours, and the camera goes off with the sheet', async ({
  page,
  server,
}, testInfo) => {
  const camera = await Camera.seeing(await poster(page), testInfo);
  const phone = await Phone.unpack(server);
  const scanning = await camera.page('allows');
  await openScanner(scanning, phone);
  await expect(scanning.getByRole('status').filter({ hasText: 'To inny kod' })).toBeVisible();
  expect(await lights(scanning)).toEqual([true]);
  for (const leave of ['Anuluj', 'Zamknij']) {
    await scanning.getByRole('button', { name: leave }).click();
    await expect(scanning.getByRole('dialog')).toBeHidden();
    expect(await lights(scanning)).not.toContain(true);
    await expect(scanning.getByRole('button', { name: 'Skanuj kod' })).toBeFocused();
    await scanning.getByRole('button', { name: 'Skanuj kod' }).click();
    await expect(scanning.getByRole('status').filter({ hasText: 'To inny kod' })).toBeVisible();
  }
  await scanning.keyboard.press('Escape');
  await expect(scanning.getByRole('dialog')).toBeHidden();
  expect(await lights(scanning)).toEqual([false, false, false]);
  await phone.close();
  await camera.close();
});

for (const theme of ['dark', 'bright', 'contrast']) {
  test(`the scanner passes axe with contrast in the ${theme} theme, seeing and forbidden`, async ({
    server,
  }, testInfo) => {
    const camera = await Camera.seeing(wall, testInfo);
    const phone = await Phone.unpack(server);
    await phone.call('settings.change', { language: 'pl', theme });
    for (const [owner, words] of [
      ['allows', 'Skieruj aparat na kod'],
      ['forbids', 'Latarnia nie ma zgody na aparat'],
    ] as const) {
      const page = await camera.page(owner);
      await openScanner(page, phone);
      await expect(page.getByText(words)).toBeVisible();
      await expectAccessible(page, `the scanner, owner ${owner}, ${theme}`);
      await page.setViewportSize({ width: 320, height: 640 });
      await expectNoSidewaysScroll(page, `the scanner, owner ${owner}`);
    }
    await phone.close();
    await camera.close();
  });
}

test('without a camera the other ways in are named', async ({ context, page, server }) => {
  await context.grantPermissions(['camera']);
  const phone = await Phone.unpack(server);
  await page.goto(phone.address);
  await page.getByRole('button', { name: 'Skanuj kod' }).click();
  await expect(page.getByRole('alert')).toContainText('Nie ma tu aparatu');
  await expect(page.getByRole('alert')).toContainText('Wklej link z konsoli albo wpisz adres i kod');
  await phone.close();
});

test('the page may use the camera and the position, the console neither camera nor microphone', async ({
  page,
  phone,
  server,
}) => {
  const policy = async (address: string) => (await page.goto(address))?.headers()['permissions-policy'];
  expect(await policy(phone.address)).toBe(
    'camera=(self), geolocation=(self), microphone=(self), display-capture=()',
  );
  expect(await policy(server.address)).toBe('camera=(), microphone=(), geolocation=(self)');
});
