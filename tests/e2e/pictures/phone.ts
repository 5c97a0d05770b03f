import type { Page } from '@playwright/test';

import { expect, test, Phone } from '../fixtures.ts';
import { everywhere } from '../phone/everywhere.ts';
import { everywhereForVolunteers } from '../phone/everywhereInTheCount.ts';
import { startOuting, typePin, unlock } from '../phone/screens.ts';
import { picture } from './picture.ts';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

const THEMES = ['dark', 'bright'];
/** Said elsewhere already: the same screen with more of it open, nothing found, a question. Or a clock runs in it. */
const LEFT_OUT = /unfolded|while somebody speaks|nobody|nowhere|no route|question|touched/;

const fileOf = (name: string) => name.replaceAll(/[ ,']+/g, '-');

async function fetchBasemap(page: Page, phone: Phone): Promise<void> {
  await page.goto(`${phone.address}/#/map`);
  await page.getByRole('button', { name: /Pobierz mapę/ }).click();
  await expect
    .poll(async () => (await phone.call<{ here: unknown }>('basemap.show', {})).here, { timeout: 60_000 })
    .not.toBeNull();
}

async function inTheme(page: Page, phone: Phone, theme: string): Promise<void> {
  await phone.call('settings.change', { language: 'pl', theme });
  await page.goto(phone.address);
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
}

test('every screen and sheet of the phone', async ({ page, phone }) => {
  test.setTimeout(900_000);
  for (const theme of THEMES) {
    await inTheme(page, phone, theme);
    await expect(page.getByText('Wpisz PIN', { exact: true })).toBeVisible();
    await picture(page, `phone-lock-${theme}`);
  }
  await unlock(page, phone);
  await startOuting(page);
  await fetchBasemap(page, phone);
  const places = (await everywhere(phone)).filter(([name]) => !LEFT_OUT.test(name));
  for (const theme of THEMES) {
    await inTheme(page, phone, theme);
    for (const [name, open] of places) {
      await open(page);
      await picture(page, `phone-${fileOf(name)}-${theme}`);
      await page.keyboard.press('Escape');
      for (const draft of await phone.call<{ form: string }[]>('draft.list', {})) {
        await phone.call('draft.discard', { form: draft.form });
      }
    }
  }
});

test("a volunteer's phone", async ({ page, server }) => {
  const phone = await Phone.enrolled(server, 'wiktor');
  await inTheme(page, phone, 'dark');
  await typePin(page, 'Liczenie');
  for (const [name, open] of await everywhereForVolunteers(phone, server)) {
    if (!/^(count|no count|a volunteer's more)$/.test(name)) continue;
    await open(page);
    await picture(page, `phone-volunteer-${fileOf(name)}-dark`);
  }
  await phone.close();
});

test('a new phone', async ({ page, server }) => {
  const phone = await Phone.unpack(server);
  for (const theme of THEMES) {
    await inTheme(page, phone, theme);
    await expect(page.getByRole('textbox', { name: 'Adres serwera' })).toBeVisible();
    await picture(page, `phone-enrol-${theme}`);
  }
  await phone.close();
});
