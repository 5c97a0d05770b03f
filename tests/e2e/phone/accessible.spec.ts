import type { Page } from '@playwright/test';

import { expect, expectAccessible, expectNoSidewaysScroll, Phone, test } from '../fixtures.ts';
import { startOuting, unlock } from './screens.ts';

const themes = ['dark', 'bright', 'contrast'];

/** Every screen there is, by a way to open it that waits until it is there. */
async function everyScreen(phone: Phone): Promise<[string, (page: Page) => Promise<void>][]> {
  const site = (await phone.call<{ id: string; name: string }[]>('site.list', {}))[0];
  const person = (await phone.call<{ id: string; label: string }[]>('person.list', {}))[0];
  if (!site || !person) throw new Error('the demo town has sites and people');
  const at = (path: string, title: string) => async (page: Page) => {
    await page.goto(`${phone.address}/#${path}`);
    await expect(page.getByRole('heading', { name: title }).first()).toBeVisible();
  };
  const today = at('/', 'Dziś');
  const people = at('/people', 'Ludzie');
  const sitePage = at(`/site/${site.id}`, site.name);
  const personPage = at(`/person/${person.id}`, person.label);
  const sheet = (button: RegExp, open: (page: Page) => Promise<void>) => async (page: Page) => {
    await open(page);
    await page.getByRole('button', { name: button }).first().click();
    await expect(page.getByRole('dialog')).toBeVisible();
  };
  return [
    ['today', today],
    ['people', people],
    ['person', personPage],
    ['site', sitePage],
    ['map', (page) => page.goto(`${phone.address}/#/map`).then(() => drawn(page))],
    ['sync', at('/sync', 'Wysyłanie')],
    ['more', at('/more', 'Więcej')],
    ['facilities', at('/facilities', 'Placówki')],
    ['contact sheet', sheet(/Nowy kontakt/, today)],
    ['intervention sheet', sheet(/SOS/, today)],
    ['visit sheet', sheet(/^Wizyta/, sitePage)],
    ['person sheet', sheet(/Zmień dane osoby/, personPage)],
    ['new person sheet', sheet(/Dodaj osobę/, people)],
  ];
}

async function drawn(page: Page): Promise<void> {
  await expect(page.locator('canvas.maplibregl-canvas')).toBeVisible();
}

for (const theme of themes) {
  test(`every screen passes axe with contrast in the ${theme} theme`, async ({ page, phone }) => {
    test.setTimeout(240_000);
    await phone.call('settings.change', { language: 'pl', theme });
    await page.goto(phone.address);
    await expect(page.getByText('Wpisz PIN')).toBeVisible();
    await expectAccessible(page, 'the lock');
    await unlock(page, phone);
    await page.getByRole('button', { name: 'Zacznij wyjście' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectAccessible(page, `outing sheet, ${theme}`);
    await page.keyboard.press('Escape');
    await startOuting(page);
    for (const [name, open] of await everyScreen(phone)) {
      await open(page);
      await expectAccessible(page, `${name}, ${theme}`);
      await page.keyboard.press('Escape');
    }
  });
}

test('nothing scrolls sideways at 320 px', async ({ page, phone }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await unlock(page, phone);
  for (const [name, open] of await everyScreen(phone)) {
    await open(page);
    await expectNoSidewaysScroll(page, name);
    await page.keyboard.press('Escape');
  }
});

test('a contact is saved by keyboard alone', async ({ page, phone }) => {
  await unlock(page, phone);
  const reach = async (name: string | RegExp) => {
    for (let step = 0; step < 60; step += 1) {
      const focused = page.locator(':focus');
      if ((await focused.count()) > 0) {
        const label = (await focused.getAttribute('aria-label')) ?? (await focused.innerText().catch(() => ''));
        if (label.match(name)) return;
      }
      await page.keyboard.press('Tab');
    }
    throw new Error(`the Tab key does not reach ${name}`);
  };
  await reach(/Nowy kontakt/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Nowy kontakt' })).toBeVisible();
  await reach(/Spotkanie/);
  await page.keyboard.press('Enter');
  await reach(/^Zapisz/);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Kontakt zapisany w telefonie')).toBeVisible();
});

test('a new phone is enrolled with a link from the console', async ({ page, server }) => {
  const phone = await Phone.unpack(server);
  await page.goto(phone.address);
  await expectAccessible(page, 'enrol');
  await page.getByRole('textbox', { name: 'Adres serwera' }).fill(await server.invite('celina', phone.network));
  await page.getByRole('button', { name: 'Dalej' }).click();
  await page.getByLabel('Nowy PIN').fill('135790');
  await page.getByLabel('PIN jeszcze raz').fill('135790');
  await page.getByLabel(/Nazwa telefonu/).fill('Telefon Celiny');
  await page.getByRole('button', { name: 'Przypisz telefon' }).click();
  await expect(page.getByRole('link', { name: 'Dziś' })).toBeVisible();
  await phone.synced();
  const devices = await server.get<{ name: string }[]>('nadzor', '/v1/devices');
  expect(devices.map((device) => device.name)).toContain('Telefon Celiny');
  await phone.close();
});
