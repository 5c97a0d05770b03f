import { defineConfig } from '@playwright/test';

import base from './playwright.config.ts';

/** Measures the screens on a slow phone (`make bench-phone`); no test of anything. */
export default defineConfig({
  ...base,
  testDir: './bench',
  testMatch: ['slow.ts'],
  timeout: 600_000,
  use: { ...base.use, trace: 'off', viewport: { width: 390, height: 844 }, hasTouch: true },
  projects: [{ name: 'bench' }],
});
