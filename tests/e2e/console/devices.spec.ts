import { expect, PIN, test } from '../fixtures.ts';

test('a code to enrol a phone is shown to scan and to type', async ({ context, page, server }) => {
  const [key = '', value = ''] = (await server.signIn('admin')).split(/=(.*)/s);
  await context.addCookies([{ name: key, value, url: server.address }]);
  await page.goto(`${server.address}/#/devices`);
  await page.getByRole('button', { name: 'Dodaj telefon' }).click();
  const dialog = page.getByRole('dialog', { name: 'Dodaj telefon' });
  await dialog.getByRole('button', { name: 'Utwórz kod' }).click();
  await expect(dialog.getByRole('img')).toBeHidden();
  const worker = dialog.getByLabel('Czyj telefon');
  await worker.selectOption(await worker.locator('option', { hasText: 'Celina' }).innerText());
  await dialog.getByRole('button', { name: 'Utwórz kod' }).click();
  const qr = dialog.getByRole('img');
  await expect(qr).toBeVisible();
  expect(await qr.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  await expect(dialog.locator('.big')).toContainText(/[0-9A-Z]{4}/);
  await expect(dialog.getByRole('timer')).toBeVisible();
});

test('a lost phone is cut off after a question, and the server refuses it', async ({
  context,
  page,
  phone,
  server,
}) => {
  const [key = '', value = ''] = (await server.signIn('nadzor')).split(/=(.*)/s);
  await context.addCookies([{ name: key, value, url: server.address }]);
  await page.goto(`${server.address}/#/devices`);
  // Heard of last, the phone of this test is the first in the table.
  const row = page.locator('tbody tr').first();
  await expect(row).toContainText('Anna Brzask');
  const rows = page.locator('tbody tr').filter({ has: page.getByRole('button') });
  const before = await rows.count();
  const ask = () => row.getByRole('button', { name: /Odłącz/ }).click();
  const dialog = page.getByRole('dialog');

  await ask();
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await phone.call('session.unlock', { pin: PIN });
  await phone.call('sync.start', {});
  await phone.synced();

  await ask();
  await dialog.getByRole('button', { name: 'Odłącz telefon' }).click();
  await expect(dialog).toBeHidden();
  await expect(rows).toHaveCount(before - 1);
  await phone.call('sync.start', {});
  await expect
    .poll(() => phone.call('person.list', {}).catch((refused: Error) => refused.message))
    .toMatch(/revoked|not_enrolled/);
});
