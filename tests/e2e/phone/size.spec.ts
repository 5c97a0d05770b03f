import { gzipSync } from 'node:zlib';

import { expect, test } from '../fixtures.ts';

/** What may be read before the first screen is drawn, compressed. */
const BUDGET = 120 * 1024;

test('the first load is within its budget, and neither map nor code reader is in it', async ({
  page,
  phone,
}) => {
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.resourceType() === 'script') asked.push(request.url());
  });
  await page.goto(phone.address);
  await expect(page.getByText('Wpisz PIN', { exact: true })).toBeVisible();
  const scripts = await Promise.all(
    asked.map((address) => page.request.get(address).then((got) => got.text())),
  );
  expect(scripts.length).toBeGreaterThan(0);
  const bytes = scripts.map((text) => gzipSync(text).length).reduce((sum, one) => sum + one, 0);
  expect(bytes, `${Math.round(bytes / 1024)} KiB of scripts`).toBeLessThanOrEqual(BUDGET);
  const names = asked.map((address) => new URL(address).pathname).join(' ');
  expect(names).not.toMatch(/MapView|decode/);
});
