import { expect, type Locator, type Page } from '@playwright/test';

/** More stops than any screen has. */
const STOPS = 120;

const isFocused = (locator: Locator) =>
  locator.evaluateAll((found) => found.some((one) => one === document.activeElement));

/** Goes on with Tab until the focus is there; nothing else moves it. */
export async function reach(page: Page, there: Locator): Promise<void> {
  await expect(there.first()).toBeAttached();
  for (let stop = 0; stop < STOPS; stop += 1) {
    if (await isFocused(there)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the Tab key does not reach ${String(there)}`);
}

/** Goes there with Tab and presses a key. */
export async function press(page: Page, there: Locator, key = 'Enter'): Promise<void> {
  await reach(page, there);
  await page.keyboard.press(key);
}

/** Goes there with Tab and types. */
export async function type(page: Page, there: Locator, text: string): Promise<void> {
  await reach(page, there);
  await page.keyboard.type(text);
}

/** The focus is on something a person can go on from, and not lost with what is gone. */
export async function expectFocusKept(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName ?? 'BODY')).not.toBe('BODY');
}
