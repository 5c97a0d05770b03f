import type { Locator, Page } from '@playwright/test';

import { expect, PIN, type Phone } from '../fixtures.ts';

/** The phones a crew carries: a large one and a small one. */
export const SIZES = [
  { width: 390, height: 844 },
  { width: 320, height: 640 },
];

/** Touches things and counts it. */
export class Thumb {
  taps = 0;

  async touch(what: Locator): Promise<void> {
    await what.click();
    this.taps += 1;
  }
}

/** Opens the phone in the browser and unlocks it. */
export async function unlock(page: Page, phone: Phone, first?: string): Promise<void> {
  await page.goto(phone.address);
  await typePin(page, first);
}

/** Types the PIN on the lock screen, behind which is the screen `first`. */
export async function typePin(page: Page, first = 'Dziś'): Promise<void> {
  await expect(page.getByText('Wpisz PIN', { exact: true })).toBeVisible();
  await page.keyboard.type(PIN);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', { name: first, exact: true })).toBeVisible();
}

/** This browser has no dialler, and stops at a number it cannot call. */
export async function withoutDialler(page: Page): Promise<void> {
  await page.addInitScript(() =>
    document.addEventListener('click', (event) => {
      if ((event.target as Element).closest('a[href^="tel:"]')) event.preventDefault();
    }),
  );
}

/** Another app comes to the front, as the dialler does, or this one comes back. */
export async function turn(page: Page, to: 'hidden' | 'visible'): Promise<void> {
  await page.evaluate((state) => {
    Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, to);
}

/** Starts an outing of two through the screens. */
export async function startOuting(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Zacznij wyjście' }).click();
  const sheet = page.getByRole('dialog', { name: 'Nowe wyjście' });
  await sheet.getByText('Bartek', { exact: false }).first().click();
  await sheet.getByRole('button', { name: 'Zacznij wyjście' }).click();
  await expect(page.getByText(/Wyjście · /)).toBeVisible();
}

/** The number of operations that wait, as the phone itself counts. */
export async function waiting(phone: Phone): Promise<number> {
  return (await phone.call<{ waiting: number }>('sync.show', {})).waiting;
}
