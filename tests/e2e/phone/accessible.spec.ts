import { expect, expectAccessible, expectNoSidewaysScroll, Phone, test } from '../fixtures.ts';
import { everywhere } from './everywhere.ts';
import { startOuting, typePin, unlock } from './screens.ts';

const themes = ['dark', 'bright', 'contrast'];

for (const theme of themes) {
  test(`every screen and sheet passes axe with contrast in the ${theme} theme`, async ({ page, phone }) => {
    test.setTimeout(240_000);
    await phone.call('settings.change', { language: 'pl', theme });
    await page.goto(phone.address);
    await expect(page.getByText('Wpisz PIN')).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    await expectAccessible(page, `the lock, ${theme}`);
    await page.keyboard.type('000000');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('alert')).toContainText('To nie ten PIN');
    await expectAccessible(page, `the lock after a wrong PIN, ${theme}`);
    await typePin(page);
    await page.getByRole('button', { name: 'Zacznij wyjście' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectAccessible(page, `outing sheet, ${theme}`);
    await page.keyboard.press('Escape');
    await startOuting(page);
    for (const [name, open] of await everywhere(phone)) {
      await open(page);
      await expectAccessible(page, `${name}, ${theme}`);
      await page.keyboard.press('Escape');
    }
  });

  test(`a new phone's screens pass axe with contrast in the ${theme} theme`, async ({ page, server }) => {
    const phone = await Phone.unpack(server);
    await phone.call('settings.change', { language: 'pl', theme });
    await page.goto(phone.address);
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    await page
      .getByRole('textbox', { name: 'Adres serwera' })
      .fill(await server.invite('celina', phone.network));
    await expectAccessible(page, `the code, ${theme}`);
    await page.getByRole('button', { name: 'Dalej' }).click();
    await page.getByLabel('Nowy PIN').fill('135790');
    await page.getByLabel('PIN jeszcze raz').fill('135791');
    await expect(page.getByText('PIN-y się różnią')).toBeVisible();
    await expectAccessible(page, `the new PIN, ${theme}`);
    await phone.close();
  });
}

test('nothing scrolls sideways at 320 px', async ({ page, phone }) => {
  test.setTimeout(240_000);
  await page.setViewportSize({ width: 320, height: 640 });
  await unlock(page, phone);
  await startOuting(page);
  for (const [name, open] of await everywhere(phone)) {
    await open(page);
    await expectNoSidewaysScroll(page, name);
    await page.keyboard.press('Escape');
  }
});
