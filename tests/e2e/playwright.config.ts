import { defineConfig } from '@playwright/test';

/** Debian's Chromium, offline, with software WebGL for the map. */
const launchOptions = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--use-angle=swiftshader',
    '--enable-unsafe-swiftshader',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};

export default defineConfig({
  testDir: '.',
  outputDir: './results',
  timeout: 120_000,
  expect: { timeout: 20_000 },
  workers: 1,
  retries: 0,
  forbidOnly: true,
  reporter: [['list']],
  use: { launchOptions, locale: 'pl-PL', timezoneId: 'Europe/Warsaw', trace: 'retain-on-failure' },
  projects: [
    { name: 'phone', testDir: './phone', use: { viewport: { width: 390, height: 844 }, hasTouch: true } },
    { name: 'console', testDir: './console', use: { viewport: { width: 1440, height: 900 } } },
  ],
});
