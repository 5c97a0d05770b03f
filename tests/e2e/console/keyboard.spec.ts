import { expect, PASSWORD, test } from '../fixtures.ts';

test('signing in and choosing a site needs no mouse', async ({ page, server }) => {
  await page.goto(server.address);
  await expect(page.getByLabel('Hasło')).toBeVisible();
  const reach = async (selector: string) => {
    for (let step = 0; step < 80; step += 1) {
      if ((await page.locator(`${selector}:focus`).count()) > 0) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`the Tab key does not reach ${selector}`);
  };
  await reach('input[autocomplete="username"]');
  await page.keyboard.type('nadzor');
  await reach('input[autocomplete="current-password"]');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await expect(page.locator('tbody tr').first()).toBeVisible();
  await reach('[data-row]');
  await page.keyboard.press('ArrowDown');
  const second = page.locator('tbody tr [data-row]').nth(1);
  await expect(second).toBeFocused();
  const name = await second.innerText();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary').getByRole('heading', { name })).toBeVisible();
  await expect(page.locator('tr[aria-current]')).toContainText(name);
});
