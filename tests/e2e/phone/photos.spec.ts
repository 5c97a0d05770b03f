import type { Page } from '@playwright/test';

import { expect, expectAccessible, Phone, test } from '../fixtures.ts';
import { typePin, unlock } from './screens.ts';

interface Sync {
  waiting: number;
  photos: { waiting: unknown[]; on_hold: boolean };
}

/** A night by the river as a camera sees it: a lamp, a wall, and grain. */
async function scene(page: Page): Promise<Buffer> {
  const jpeg = await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [2400, 1800];
    const context = canvas.getContext('2d');
    if (!context) throw new Error('this browser does not draw');
    const sky = context.createLinearGradient(0, 0, 0, 1800);
    sky.addColorStop(0, '#0b1226');
    sky.addColorStop(0.55, '#26324f');
    sky.addColorStop(0.56, '#4a4038');
    sky.addColorStop(1, '#2a2420');
    context.fillStyle = sky;
    context.fillRect(0, 0, 2400, 1800);
    const lamp = context.createRadialGradient(700, 600, 20, 700, 600, 520);
    lamp.addColorStop(0, '#ffe7a6');
    lamp.addColorStop(0.12, '#f0b64a');
    lamp.addColorStop(1, 'rgba(240, 182, 74, 0)');
    context.fillStyle = lamp;
    context.fillRect(0, 0, 2400, 1800);
    for (let at = 0; at < 60_000; at += 1) {
      context.fillStyle = `rgba(255, 255, 255, ${(at % 7) / 40})`;
      context.fillRect((at * 7919) % 2400, (at * 104_729) % 1800, 3, 3);
    }
    return canvas.toDataURL('image/jpeg', 0.9);
  });
  return Buffer.from(jpeg.slice(jpeg.indexOf(',') + 1), 'base64');
}

const sync = (phone: Phone) => phone.call<Sync>('sync.show', {});

test('a picture taken without network waits for Wi-Fi, is sent, and seen by a colleague', async ({
  page,
  phone,
  server,
}) => {
  await unlock(page, phone);
  const site = (await phone.call<{ id: string }[]>('site.list', {}))[0]?.id ?? '';
  phone.network.switch('off');
  await page.goto(`${phone.address}/#/site/${site}`);
  await page.getByRole('button', { name: 'Wizyta', exact: true }).click();
  const sheet = page.getByRole('dialog', { name: 'Wizyta' });
  await expect(sheet.getByText(/Bez ludzi w kadrze/)).toBeVisible();
  const camera = page.waitForEvent('filechooser');
  await sheet.getByRole('button', { name: 'Zdjęcie miejsca' }).click();
  await (await camera).setFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: await scene(page) });
  await expect(sheet.getByText('1 zdjęcie zapisane w telefonie')).toBeVisible();
  await expectAccessible(page, 'a visit with a picture');
  await sheet.getByText(/ikogo nie zastano/).click();
  await sheet.getByRole('button', { name: 'Zapisz' }).click();
  await expect(sheet).toBeHidden();

  await page.goto(`${phone.address}/#/sync`);
  await phone.call('connection.tell', { connection: 'metered' });
  phone.network.switch('on');
  await page.getByRole('button', { name: 'Wyślij teraz', exact: true }).click();
  await expect(page.getByText('1 zdjęcie czeka na Wi-Fi')).toBeVisible();
  await expect.poll(async () => (await sync(phone)).waiting).toBe(0);
  expect((await sync(phone)).photos).toMatchObject({ on_hold: true, waiting: [{}] });
  await expectAccessible(page, 'a picture that waits');
  await page.getByRole('button', { name: /z pakietu$/ }).click();
  await expect.poll(async () => (await sync(phone)).photos.waiting.length).toBe(0);
  await expect(page.getByText('1 zdjęcie czeka na Wi-Fi')).toBeHidden();

  const other = await Phone.enrolled(server, 'bartek');
  await page.goto(other.address);
  await typePin(page);
  await page.goto(`${other.address}/#/site/${site}`);
  const preview = page.getByRole('button', { name: /^Pokaż: Zdjęcie miejsca 1 z 1/ }).first();
  await preview.scrollIntoViewIfNeeded();
  await expectAccessible(page, 'a site with a picture');
  await preview.click();
  await expect(page.getByText('Na serwerze.')).toBeVisible();
  const whole = page.getByRole('dialog').getByRole('img', { name: /Zdjęcie miejsca/ });
  await expect(whole).toHaveJSProperty('naturalWidth', 1600);
  await expectAccessible(page, 'a whole picture');
  await other.close();
});
