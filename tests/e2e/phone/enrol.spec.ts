import { expect, Phone, test } from '../fixtures.ts';

test('a new phone is enrolled with a link from the console', async ({ page, server }) => {
  const phone = await Phone.unpack(server);
  await page.goto(phone.address);
  await page
    .getByRole('textbox', { name: 'Adres serwera' })
    .fill(await server.invite('celina', phone.network));
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
