import { expect, test } from '../fixtures.ts';
import { unlock } from './screens.ts';

test('a contact is saved by keyboard alone', async ({ page, phone }) => {
  await unlock(page, phone);
  const reach = async (name: string | RegExp) => {
    for (let step = 0; step < 60; step += 1) {
      const focused = page.locator(':focus');
      if ((await focused.count()) > 0) {
        const label =
          (await focused.getAttribute('aria-label')) ?? (await focused.innerText().catch(() => ''));
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
