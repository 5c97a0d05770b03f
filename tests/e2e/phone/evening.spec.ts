import type { Page } from '@playwright/test';

import { expect, expectNoSidewaysScroll, Phone, PIN, test } from '../fixtures.ts';
import { everywhere } from './everywhere.ts';
import { startOuting, typePin, unlock } from './screens.ts';

interface Stop {
  site: { id: string; name: string };
  visited: number | null;
}
const stops = async (phone: Phone) =>
  (await phone.call<{ stops: Stop[] } | null>('route.show', {}))?.stops ?? [];

/** Saves a visit to the open site; nobody is there. */
async function visit(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Wizyta', exact: true }).click();
  const sheet = page.getByRole('dialog', { name: 'Wizyta' });
  await sheet.getByText(/ikogo nie zastano/).click();
  await sheet.getByRole('button', { name: 'Zapisz' }).click();
  await expect(page.getByText('Wizyta zapisana w telefonie').first()).toBeVisible();
}

test('a route through frost, planned and walked without network, is there again after the battery died', async ({
  page,
  phone,
  server,
}) => {
  await unlock(page, phone);
  phone.network.switch('off');
  await startOuting(page);

  await page.getByRole('button', { name: /temperatur/i }).click();
  await page.getByRole('dialog').getByText('−10 °C').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Zapisz' }).click();
  await expect(page.getByRole('heading', { name: 'Mróz: −10 °C' })).toBeVisible();
  const today = await phone.call<{ frost: { at_risk: number }; due: { frost_risk: boolean }[] }>(
    'today.show',
    {},
  );
  const risky = today.due.map((site) => site.frost_risk);
  expect(today.frost.at_risk).toBeGreaterThan(0);
  expect(risky, 'sites at risk come first').toEqual([...risky].sort((a, b) => Number(b) - Number(a)));

  await page.getByRole('link', { name: /Trasa na wieczór/ }).click();
  await page.getByRole('button', { name: 'Ułóż trasę' }).click();
  await expect(page.getByText(/^Zostało .* w linii prostej/)).toBeVisible();
  const planned = await stops(phone);
  expect(planned.length).toBeGreaterThan(2);

  // By hand: the last one first, the second one not at all.
  await page.getByRole('button', { name: 'Zmień trasę' }).click();
  const [first, second] = planned;
  if (!first || !second) throw new Error('two stops at least');
  const row = (at: number) => page.getByRole('main').locator('ol > li').nth(at);
  await row(0).getByRole('button', { name: /^Później/ }).click();
  await expect.poll(async () => (await stops(phone))[0]?.site.id).toBe(second.site.id);
  await row(0).getByRole('button', { name: /^Usuń z trasy/ }).click();
  await expect.poll(async () => (await stops(phone)).length).toBe(planned.length - 1);
  const byHand = (await stops(phone)).map((stop) => stop.site.id);

  await phone.die();
  await phone.start();
  await page.reload();
  await typePin(page);
  await page.goto(`${phone.address}/#/route`);
  await expect(page.getByRole('heading', { name: 'Trasa na wieczór' })).toBeVisible();
  expect((await stops(phone)).map((stop) => stop.site.id)).toEqual(byHand);

  await row(0).getByRole('link').click();
  await visit(page);
  await page.goto(`${phone.address}/#/route`);
  await expect(page.getByText(/Odwiedzone o/)).toBeVisible();
  expect((await stops(phone))[0]?.visited).not.toBeNull();

  // The planned sites are the outing's: whoever sits at the console has them, too.
  phone.network.switch('on');
  await phone.call('sync.start', {});
  await expect.poll(async () => (await phone.call<{ waiting: number }>('sync.show', {})).waiting).toBe(0);
  const { outing } = await phone.call<{ outing: { id: string } }>('today.show', {});
  await server.get('nadzor', `/v1/outings/${outing.id}`);
});

test('what was saved is taken back within the minute, and corrected later with the old words kept', async ({
  page,
  phone,
}) => {
  await unlock(page, phone);
  phone.network.switch('off');
  const site = (await phone.call<{ id: string; name: string }[]>('site.list', {}))[0];
  if (!site) throw new Error('the demo town has sites');
  await page.goto(`${phone.address}/#/site/${site.id}`);
  await visit(page);
  await page.getByRole('button', { name: 'Cofnij' }).click();
  await expect(page.getByText('Cofnięte zaraz po zapisaniu')).toBeVisible();
  await expect(page.getByText(/wycofany/).first()).toBeVisible();

  // What was said of the first visit is still to be read; only the list shows that the second is there.
  const corrections = page.getByRole('button', { name: /^Popraw Wizyta/ });
  const before = await corrections.count();
  await visit(page);
  await expect(corrections).toHaveCount(before + 1);
  await corrections.first().click();
  const sheet = page.getByRole('dialog', { name: 'Poprawka' });
  await sheet.getByText('tylko ślady pobytu', { exact: false }).click();
  await sheet.getByRole('textbox', { name: 'Notatka' }).fill('Świeże koce pod ścianą');
  await sheet.getByRole('button', { name: 'Zapisz poprawkę' }).click();
  await expect(page.getByText('Poprawka zapisana w telefonie').first()).toBeVisible();
  await page.getByRole('button', { name: /^2 wersje/ }).first().click();
  const versions = page.getByRole('dialog', { name: 'Poprzednie wersje' });
  await expect(versions.getByText('Poprawione')).toBeVisible();
  await expect(versions.getByText('Świeże koce pod ścianą')).toBeVisible();
  await expect(versions.getByText(/nikogo nie zastano/).first()).toBeVisible();
  await page.keyboard.press('Escape');

  // A correction is undone by correcting back.
  await page.getByRole('button', { name: 'Cofnij' }).click();
  await expect(page.getByRole('button', { name: /^3 wersje/ }).first()).toBeVisible();
});

test('two workers share a phone: each opens the own vault and sees nothing of the other', async ({
  page,
  phone,
  server,
}) => {
  await unlock(page, phone);
  await page.getByRole('button', { name: 'Nowy kontakt' }).click();
  const sheet = page.getByRole('dialog', { name: 'Nowy kontakt' });
  await sheet.getByRole('button', { name: 'Spotkanie' }).click();
  await sheet.getByRole('button', { name: /^Notatka/ }).click();
  await sheet.getByRole('textbox', { name: 'Notatka' }).fill('Tylko Anna to pisze');
  await page.keyboard.press('Escape');
  await expect(page.getByText(/Niedokończony kontakt z/)).toBeVisible();
  await page.getByRole('link', { name: 'Więcej' }).click();
  await page.getByRole('button', { name: 'Zablokuj telefon' }).click();

  await page.getByRole('button', { name: 'Inna osoba na tym telefonie' }).click();
  await page
    .getByRole('textbox', { name: 'Adres serwera' })
    .fill(await server.invite('celina', phone.network));
  await page.getByRole('button', { name: 'Dalej' }).click();
  await page.getByLabel('Nowy PIN').fill('135790');
  await page.getByLabel('PIN jeszcze raz').fill('135790');
  await page.getByLabel('Nazwa telefonu').fill('Wspólny telefon');
  await page.getByRole('button', { name: 'Przypisz telefon' }).click();
  await expect(page.getByRole('link', { name: 'Dziś', exact: true })).toBeVisible();
  expect(JSON.stringify(await phone.call('draft.list', {}))).not.toContain('Anna');
  await expect(page.getByText(/Niedokończony kontakt z/)).toHaveCount(0);

  await page.getByRole('link', { name: 'Więcej' }).click();
  await page.getByRole('button', { name: 'Zablokuj telefon' }).click();
  const names = page.getByRole('radio');
  await expect(names).toHaveCount(2);
  await page.getByText('Anna Brzask').click();
  await page.keyboard.type('135790');
  await page.keyboard.press('Enter');
  await expect(page.getByText('To nie ten PIN')).toBeVisible();
  await page.keyboard.type(PIN);
  await page.keyboard.press('Enter');
  await expect(page.getByText(/Niedokończony kontakt z/)).toBeVisible();
});

test('logging out with something unsent locks and says so; with all of it sent the vault is gone', async ({
  page,
  phone,
}) => {
  await unlock(page, phone);
  phone.network.switch('off');
  await startOuting(page);
  const leave = async (button: string) => {
    await page.getByRole('link', { name: 'Więcej' }).click();
    await page.getByRole('button', { name: 'Wyloguj z tego telefonu' }).click();
    await page.getByRole('dialog').getByRole('button', { name: button, exact: true }).click();
  };
  await leave('Zablokuj');
  await expect(page.getByText(/Zablokowane, nie usunięte/)).toBeVisible();
  phone.network.switch('on');
  await typePin(page);
  await expect.poll(async () => (await phone.call<{ waiting: number }>('sync.show', {})).waiting).toBe(0);
  await leave('Wyloguj');
  await expect(page.getByRole('heading', { name: 'Nowy telefon' })).toBeVisible();
  expect(await phone.call<{ state: string }>('session.show', {})).toMatchObject({ state: 'not_enrolled' });
});

test('the phone locks itself when it is left, and nothing typed is lost', async ({ page, phone }) => {
  await page.clock.install();
  await unlock(page, phone);
  await page.getByRole('button', { name: 'Nowy kontakt' }).click();
  const sheet = page.getByRole('dialog', { name: 'Nowy kontakt' });
  await sheet.getByRole('button', { name: 'Spotkanie' }).click();
  await page.clock.fastForward('05:30');
  await expect(page.getByText('Telefon zablokował się sam', { exact: false })).toBeVisible();
  expect(await phone.call<{ state: string }>('session.show', {})).toMatchObject({ state: 'locked' });
  await page.keyboard.type(PIN);
  await page.keyboard.press('Enter');
  await expect(page.getByText(/Niedokończony kontakt z/)).toBeVisible();
});

test('nothing scrolls sideways at 320 px with text twice as large', async ({ page, phone }) => {
  test.setTimeout(300_000);
  await phone.call('settings.change', { text_percent: 200 });
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(phone.address);
  await expect(page.getByText('Wpisz PIN', { exact: true })).toBeVisible();
  await expectNoSidewaysScroll(page, 'the lock');
  await typePin(page);
  await startOuting(page);
  // What lies over the map at this size leaves too little of it bare to be touched blindly.
  const places = (await everywhere(phone)).filter(([name]) => name !== 'map with a touched site');
  for (const [name, open] of places) {
    await open(page);
    await expectNoSidewaysScroll(page, name);
    await page.keyboard.press('Escape');
  }
});
