import type { Page } from '@playwright/test';

import { expect, test, type Phone } from '../fixtures.ts';
import { startOuting, unlock } from '../phone/screens.ts';
import { picture } from './picture.ts';

interface Listed {
  id: string;
  name?: string;
  nickname?: string | null;
  last_visit?: number | null;
}

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

/** The one of a list with the longest story, among the first dozen. */
async function richest(phone: Phone, kind: 'site' | 'person'): Promise<string> {
  let best = { id: '', length: -1 };
  for (const { id } of (await phone.call<Listed[]>(`${kind}.list`, {})).slice(0, 12)) {
    const { history } = await phone.call<{ history: unknown[] }>(`${kind}.show`, { id });
    if (history.length > best.length) best = { id, length: history.length };
  }
  return best.id;
}

async function fetchBasemap(page: Page, phone: Phone): Promise<void> {
  await page.goto(`${phone.address}/#/map`);
  await page.getByRole('button', { name: /Pobierz mapę/ }).click();
  await expect
    .poll(async () => (await phone.call<{ here: unknown }>('basemap.show', {})).here, { timeout: 60_000 })
    .not.toBeNull();
}

test('the phone', async ({ page, phone }) => {
  await unlock(page, phone);
  await startOuting(page);
  await fetchBasemap(page, phone);
  const site = await richest(phone, 'site');
  const person = await richest(phone, 'person');

  for (const theme of ['dark', 'bright']) {
    await phone.call('settings.change', { language: 'pl', theme });
    const open = async (path: string) => {
      await page.goto(`${phone.address}/#${path}`);
      await page.reload();
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    };
    await open('/');
    await expect(page.getByText(/Wyjście · /)).toBeVisible();
    await picture(page, `phone-today-${theme}`);
    await page.getByRole('button', { name: 'Nowy kontakt' }).click();
    const sheet = page.getByRole('dialog', { name: 'Nowy kontakt' });
    await sheet.getByRole('button', { name: 'Spotkanie' }).click();
    await picture(page, `phone-contact-${theme}`);
    await open('/');
    await page.getByRole('button', { name: /SOS/ }).click();
    await expect(page.getByRole('dialog', { name: 'Interwencja' })).toBeVisible();
    await picture(page, `phone-intervention-${theme}`);
    for (const draft of await phone.call<{ form: string }[]>('draft.list', {})) {
      await phone.call('draft.discard', { form: draft.form });
    }
    const screens = { person: `/person/${person}`, site: `/site/${site}`, sync: '/sync', map: '/map' };
    for (const [name, path] of Object.entries(screens)) {
      await open(path);
      if (name === 'map') await expect(page.locator('canvas.maplibregl-canvas')).toBeVisible();
      else await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
      await picture(page, `phone-${name}-${theme}`);
    }
  }
});
