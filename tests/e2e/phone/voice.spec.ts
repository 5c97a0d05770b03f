import { chromium, type Page } from '@playwright/test';

import { lights, remember } from '../camera.ts';
import { expect, expectAccessible, expectNoSidewaysScroll, Phone, test } from '../fixtures.ts';
import { speak } from './microphone.ts';
import { typePin, unlock } from './screens.ts';

interface Sync {
  waiting: number;
  photos: { waiting: { media: string }[] };
}

const sync = (phone: Phone) => phone.call<Sync>('sync.show', {});

/** How far the note that plays has come, in seconds. */
const played = (page: Page) => page.evaluate(() => document.querySelector('audio')?.currentTime ?? 0);

test('a note by voice is recorded without network, sent, and heard on a colleague’s phone', async ({
  phone,
  server,
}, testInfo) => {
  // A browser whose microphone beeps once a second.
  const { launchOptions, viewport, hasTouch, locale, timezoneId } = testInfo.project.use;
  const args = [...(launchOptions?.args ?? []), '--use-fake-device-for-media-stream'];
  const browser = await chromium.launch({ ...launchOptions, args });
  const context = await browser.newContext({ viewport, hasTouch, locale, timezoneId });
  await context.grantPermissions(['microphone']);
  await context.addInitScript(remember);
  const page = await context.newPage();

  await unlock(page, phone);
  const site = (await phone.call<{ id: string; name: string }[]>('site.list', {}))[0];
  phone.network.switch('off');
  await page.goto(`${phone.address}/#/site/${site?.id ?? ''}`);
  await page.getByRole('button', { name: 'Kontakt tutaj' }).click();
  const sheet = page.getByRole('dialog', { name: 'Nowy kontakt' });
  expect(await lights(page), 'the microphone was not asked for').toEqual([]);
  await sheet.getByRole('button', { name: 'Nagraj notatkę' }).click();
  await expect(sheet.getByText(/^0:0[2-9] \/ 2:00/)).toBeVisible();
  expect(await lights(page)).toEqual([true]);
  await expectAccessible(page, 'a contact while somebody speaks');
  await expectNoSidewaysScroll(page, 'a contact while somebody speaks');
  await sheet.getByRole('button', { name: 'Zakończ nagrywanie' }).click();
  await expect(sheet.getByText(/^Nagranie w telefonie/)).toBeVisible();
  expect(await lights(page), 'and it is off again').toEqual([false]);
  await sheet.getByRole('button', { name: /^Odtwórz notatkę głosową, 0:0[2-9]/ }).click();
  await expect.poll(() => played(page)).toBeGreaterThan(0.3);
  await expectAccessible(page, 'a contact with a note by voice');

  // A page that dies loses nothing that was recorded.
  await page.reload();
  await page.goto(`${phone.address}/#/`);
  await page.getByRole('button', { name: 'Dokończ' }).click();
  await expect(sheet.getByText(/^Nagranie w telefonie/)).toBeVisible();
  await sheet.getByText('Spotkanie', { exact: true }).click();
  await sheet.getByRole('button', { name: 'Zapisz' }).click();
  await expect(sheet).toBeHidden();
  expect((await sync(phone)).photos.waiting).toMatchObject([{ media: 'sound' }]);

  phone.network.switch('on');
  await page.goto(`${phone.address}/#/sync`);
  await page
    .getByRole('button', { name: /^Wyślij/ })
    .first()
    .click();
  await expect.poll(async () => (await sync(phone)).photos.waiting.length).toBe(0);

  const other = await Phone.enrolled(server, 'bartek');
  await page.goto(other.address);
  await typePin(page);
  await page.goto(`${other.address}/#/site/${site?.id ?? ''}`);
  const play = page.getByRole('button', { name: /^Odtwórz notatkę głosową/ }).first();
  await play.scrollIntoViewIfNeeded();
  await play.click();
  await expect.poll(() => played(page)).toBeGreaterThan(0.3);
  await expectAccessible(page, 'a site with a note by voice');
  await other.close();
  await browser.close();
});

test('a battery that dies while somebody speaks leaves what was said until then', async ({ page, phone }) => {
  await unlock(page, phone);
  phone.network.switch('off');
  await page.getByRole('button', { name: /Nowy kontakt/ }).click();
  const sheet = page.getByRole('dialog', { name: 'Nowy kontakt' });
  await speak(page);
  await expect
    .poll(async () => JSON.stringify(await phone.call('draft.list', {})))
    .toContain('"isVoiceCut":true');
  await expect(sheet.getByRole('button', { name: 'Zakończ nagrywanie' })).toBeVisible();
  await phone.die();
  await phone.start();
  await page.reload();
  await typePin(page);
  await page.getByRole('button', { name: 'Dokończ' }).click();
  await expect(sheet.getByText(/^Nagranie się urwało, zostało 0:0[4-9]/)).toBeVisible();
  await expectAccessible(page, 'a note by voice that broke off');
  await sheet.getByRole('button', { name: /^Odtwórz notatkę głosową/ }).click();
  await expect.poll(() => played(page)).toBeGreaterThan(0.3);
  await sheet.getByText('Spotkanie', { exact: true }).click();
  await sheet.getByRole('button', { name: 'Zapisz' }).click();
  await expect(sheet).toBeHidden();
  expect((await sync(phone)).photos.waiting).toMatchObject([{ media: 'sound' }]);
});
