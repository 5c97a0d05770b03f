import { defineConfig } from '@playwright/test';

import base from './playwright.config.ts';

/** Writes docs/pictures anew from the fictional town; no test of anything. */
export default defineConfig({
  ...base,
  testDir: './pictures',
  testMatch: ['phone.ts', 'console.ts'],
  timeout: 300_000,
  use: { ...base.use, trace: 'off', deviceScaleFactor: 1 },
  projects: [{ name: 'pictures' }],
});
