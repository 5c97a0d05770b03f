import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import type { Page } from '@playwright/test';

import { expect } from '../fixtures.ts';

const folder = fileURLToPath(new URL('../../../docs/pictures/', import.meta.url));
const STEADY = 3;

/** Waits until what is shown has stopped changing: tiles are drawn, letters are there. */
async function settled(page: Page): Promise<void> {
  let last: Buffer = Buffer.alloc(0);
  let same = 0;
  const shots = async () => {
    const shot = await page.screenshot({ animations: 'disabled' });
    same = shot.equals(last) ? same + 1 : 0;
    last = shot;
    return same;
  };
  await expect.poll(shots, { intervals: [500], timeout: 60_000 }).toBeGreaterThanOrEqual(STEADY);
}

/** Writes what the page shows as docs/pictures/`name`.png. */
export async function picture(page: Page, name: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await settled(page);
  await page.screenshot({ path: `${folder}${name}.png`, animations: 'disabled', caret: 'hide' });
}
