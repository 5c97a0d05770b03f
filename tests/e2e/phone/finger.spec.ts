import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Page } from '@playwright/test';

import { expect, expectAccessible, expectNoSidewaysScroll, Phone, PIN, test as base } from '../fixtures.ts';
import { typePin, unlock } from './screens.ts';

/** What the next touch of the reader is: `field/src/bin/bridge/finger.rs`. */
type Touch = 'right' | 'exhausted' | 'changed' | 'nobody' | 'away';

class Reader {
  constructor(readonly file: string) {}
  expect(touch: Touch): Promise<void> {
    return writeFile(this.file, touch);
  }
}

/** Anna's phone with a reader of fingers. */
const test = base.extend<{ reader: Reader }>({
  reader: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'latarnia-finger-'));
    const reader = new Reader(join(folder, 'finger'));
    await reader.expect('right');
    await use(reader);
    await rm(folder, { recursive: true, force: true });
  },
  phone: async ({ server, reader }, use) => {
    const phone = await Phone.enrolled(server, 'anna', ['--finger', reader.file]);
    await use(phone);
    await phone.close();
  },
});

const byFinger = (page: Page) => page.getByRole('button', { name: 'Otwórz palcem lub twarzą' });
const isOpen = (page: Page) => expect(page.getByRole('link', { name: 'Dziś', exact: true })).toBeVisible();

/** Shows the switch, under "Więcej". */
async function more(page: Page, phone: Phone): Promise<void> {
  await page.goto(`${phone.address}/#/more`);
  await expect(page.getByRole('heading', { name: 'Otwieranie palcem lub twarzą' })).toBeVisible();
}

async function switchOn(page: Page, phone: Phone, pin: string): Promise<void> {
  await more(page, phone);
  await page.getByRole('button', { name: 'Włącz', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Włączyć otwieranie palcem lub twarzą?' });
  await dialog.getByLabel('PIN').fill(pin);
  await dialog.getByRole('button', { name: 'Włącz', exact: true }).click();
}

/** Locks by the button, as a worker does. */
async function lock(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Zablokuj telefon' }).click();
  await expect(page.getByRole('heading', { name: 'Latarnia' })).toBeVisible();
}

test('a finger opens the phone after the PIN switched it on, and not after it was switched off', async ({ page, phone }) => {
  await unlock(page, phone);
  await more(page, phone);
  await expect(page.getByText(/każdy, czyj palec lub twarz zna ten telefon, otworzy Twoje wpisy/)).toBeVisible();
  await switchOn(page, phone, '111111');
  await expect(page.getByText(/To nie ten PIN/)).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Anuluj' }).click();
  await switchOn(page, phone, PIN);
  await expect(page.getByText(/Włączone/)).toBeVisible();
  await expectAccessible(page, 'the switch');

  await lock(page);
  await expect(page.getByText('Wpisz PIN albo użyj palca lub twarzy')).toBeVisible();
  await expectAccessible(page, 'the lock with a finger');
  await byFinger(page).click();
  await isOpen(page);

  await more(page, phone);
  await page.getByRole('button', { name: 'Wyłącz, zostaw tylko PIN' }).click();
  await expect(page.getByRole('button', { name: 'Włącz', exact: true })).toBeVisible();
  await lock(page);
  await expect(page.getByText('Wpisz PIN', { exact: true })).toBeVisible();
  await expect(byFinger(page)).toHaveCount(0);
  await typePin(page);
});

test('after strange fingers, or another enrolled one, the lock says why only the PIN opens', async ({ page, phone, reader }) => {
  await unlock(page, phone);
  await switchOn(page, phone, PIN);
  await expect(page.getByText(/Włączone/)).toBeVisible();
  await lock(page);

  await reader.expect('away');
  await byFinger(page).click();
  await expect(byFinger(page)).toBeEnabled();
  await reader.expect('exhausted');
  await byFinger(page).click();
  await expect(page.getByText('Za dużo nieudanych prób palcem lub twarzą. Wpisz PIN.')).toBeVisible();
  await expect(byFinger(page)).toHaveCount(0);
  // The right finger does not count any more, nor does switching the phone off and on.
  await reader.expect('right');
  await phone.die();
  await phone.start();
  await page.reload();
  await expect(page.getByText(/Za dużo nieudanych prób/)).toBeVisible();
  await typePin(page);

  await page.goto(`${phone.address}/#/more`);
  await lock(page);
  await reader.expect('changed');
  await byFinger(page).click();
  await expect(page.getByText(/Zmieniły się palce lub twarze zapisane w telefonie/)).toBeVisible();
  await page.setViewportSize({ width: 320, height: 640 });
  await expectNoSidewaysScroll(page, 'the lock that says why');
  await reader.expect('right');
  await typePin(page);
  await more(page, phone);
  await expect(page.getByRole('button', { name: 'Włącz', exact: true })).toBeVisible();
});

test('on a phone that two workers share no finger opens anything', async ({ page, phone, server }) => {
  await unlock(page, phone);
  await switchOn(page, phone, PIN);
  await expect(page.getByText(/Włączone/)).toBeVisible();
  await lock(page);
  const address = await server.invite('bartek', phone.network);
  await phone.call('session.enrol', { address, code: '', pin: '135790', device_name: 'Telefon', another: true });
  await phone.call('session.lock', {});
  await page.reload();
  await expect(page.getByText('Z telefonu korzysta ktoś jeszcze, więc otwiera tylko PIN.')).toBeVisible();
  await expect(byFinger(page)).toHaveCount(0);
  await typePin(page);
  await more(page, phone);
  await expect(page.getByText(/Nie na tym telefonie: korzysta z niego kilka osób/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Włącz', exact: true })).toHaveCount(0);
});
