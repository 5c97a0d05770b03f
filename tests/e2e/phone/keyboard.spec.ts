import type { Page } from '@playwright/test';

import { expect, test } from '../fixtures.ts';
import { expectFocusKept, press, reach, type } from '../keys.ts';
import { unlock, waiting } from './screens.ts';

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

test('an evening is worked by keyboard alone', async ({ page, phone }) => {
  await unlock(page, phone);
  phone.network.switch('off');

  // The outing, with whoever comes along.
  await press(page, button(page, 'Zacznij wyjście'));
  const sheet = page.getByRole('dialog');
  await expect(sheet).toBeVisible();
  await press(page, sheet.getByRole('checkbox', { name: /Bartek/ }), 'Space');
  await press(page, sheet.getByRole('button', { name: 'Zacznij wyjście' }));
  await expect(page.getByText(/Wyjście · .*Bartek/)).toBeVisible();
  await expectFocusKept(page);

  // A contact: a tile, and save.
  await press(page, button(page, 'Nowy kontakt'));
  await press(page, sheet.getByRole('button', { name: 'Spotkanie' }));
  await press(page, sheet.getByRole('button', { name: 'Notatka' }));
  await type(page, sheet.getByRole('textbox', { name: 'Notatka' }), 'Prosi o śpiwór');
  await press(page, sheet.getByRole('button', { name: 'Zapisz' }));
  await expect(page.getByText('Kontakt zapisany w telefonie')).toBeVisible();
  await expect(button(page, 'Nowy kontakt')).toBeFocused();

  // The first site that is due, and a visit there.
  const due = page.getByRole('list', { name: 'Następne miejsca' }).getByRole('link').first();
  await press(page, due);
  await expect(page.getByRole('heading', { name: 'Historia' })).toBeVisible();
  await press(page, button(page, /^Wizyta$/));
  await press(page, sheet.getByRole('button', { name: /nikogo/i }));
  await press(page, sheet.getByRole('button', { name: 'Zapisz' }));
  await expect(page.getByText('Wizyta zapisana w telefonie')).toBeVisible();
  await press(page, button(page, 'Wstecz'));
  await expect(page.getByRole('heading', { name: 'Dziś', exact: true })).toBeVisible();

  // Honest about what waits; then it goes.
  await press(page, page.getByRole('link', { name: /czeka/ }));
  await expect(page.getByText(/Zapisane w telefonie\..*czeka/)).toBeVisible();
  phone.network.switch('on');
  await press(page, button(page, 'Wyślij teraz'));
  await expect(page.getByText(/Wszystko z tego telefonu jest na serwerze/)).toBeVisible();
  expect(await waiting(phone)).toBe(0);
  await expectFocusKept(page);

  // Home.
  await press(page, page.getByRole('link', { name: 'Dziś', exact: true }));
  await press(page, button(page, 'Jesteśmy OK'));
  await press(page, button(page, 'Zakończ'));
  await press(page, sheet.getByRole('button', { name: 'Zakończ wyjście' }));
  await expect(button(page, 'Zacznij wyjście')).toBeVisible();
  await expectFocusKept(page);
});

test('a person is found by keyboard alone', async ({ page, phone }) => {
  await unlock(page, phone);
  const people = await phone.call<{ label: string }[]>('person.list', {});
  const label = people[0]?.label ?? '';
  await press(page, page.getByRole('link', { name: 'Ludzie' }));
  await type(page, page.getByRole('searchbox'), label);
  await press(page, page.getByRole('link', { name: label }).first());
  await expect(page.getByRole('heading', { name: label })).toBeVisible();
  await expectFocusKept(page);
});

test('a site is put on the map by keyboard alone', async ({ page, phone }) => {
  await unlock(page, phone);
  await press(page, page.getByRole('link', { name: 'Mapa' }));
  const map = page.getByRole('region', { name: 'Mapa miejsc' });
  await reach(page, map);
  await page.keyboard.press('ArrowRight');
  await press(page, button(page, 'Dodaj miejsce'));
  await expect(page.getByRole('heading', { name: 'Nowe miejsce tutaj?' })).toBeVisible();
  const pin = button(page, /^Pinezka/);
  await reach(page, pin);
  const before = await pin.boundingBox();
  for (let step = 0; step < 5; step += 1) await page.keyboard.press('ArrowDown');
  await expect.poll(async () => (await pin.boundingBox())?.y).toBeCloseTo((before?.y ?? 0) + 40, 0);
  await press(page, button(page, 'Dodaj tutaj'));
  const sheet = page.getByRole('dialog', { name: 'Nowe miejsce' });
  await press(page, sheet.getByRole('radio').first(), 'Space');
  await type(page, sheet.getByRole('textbox', { name: /Nazwa używana/ }), 'Za Młynem');
  await press(page, sheet.getByRole('button', { name: 'Zapisz' }));
  await expect(page.getByRole('heading', { name: 'Za Młynem' })).toBeVisible();
  await expectFocusKept(page);
});

test('every sheet closes with Escape, and the focus is where it was', async ({ page, phone }) => {
  await unlock(page, phone);
  const site = (await phone.call<{ id: string }[]>('site.list', {}))[0]?.id ?? '';
  const people = await phone.call<{ id: string; level: string }[]>('person.list', {});
  const person = people.find((one) => one.level !== 'level_3')?.id ?? '';
  const openers: [string, (string | RegExp)[]][] = [
    ['/', [/SOS/, 'Nowy kontakt', 'Zacznij wyjście']],
    [`/site/${site}`, [/^Wizyta$/, 'Kontakt tutaj', 'Zmień dane miejsca']],
    [`/person/${person}`, [/^Kontakt$/, 'Zmień dane osoby', 'Poziom wyżej']],
    ['/people', ['Dodaj osobę']],
  ];
  for (const [path, names] of openers) {
    await page.goto(`${phone.address}/#${path}`);
    for (const name of names) {
      await press(page, button(page, name));
      const dialog = page.getByRole('dialog');
      await expect(dialog).toBeVisible();
      await expect(dialog.getByRole('heading', { level: 2 })).toBeFocused();
      await page.keyboard.press('Escape');
      await expect(dialog).toBeHidden();
      await expect(button(page, name)).toBeFocused();
    }
  }
});

test('a question is answered with Escape, and a sheet over a sheet gives the focus back to it', async ({
  page,
  phone,
}) => {
  await unlock(page, phone);
  await press(page, button(page, 'Zacznij wyjście'));
  const sheet = page.getByRole('dialog');
  await press(page, sheet.getByRole('checkbox', { name: /Bartek/ }), 'Space');
  await press(page, sheet.getByRole('button', { name: 'Zacznij wyjście' }));
  for (const name of ['Przedłuż', 'Zakończ']) {
    await press(page, button(page, name));
    await expect(sheet).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(sheet).toBeHidden();
    await expect(button(page, name)).toBeFocused();
  }
  await press(page, button(page, 'Nowy kontakt'));
  await press(page, sheet.getByRole('button', { name: 'Interwencja', exact: true }));
  const open = sheet.getByRole('button', { name: 'Otwórz kartę interwencji' });
  await press(page, open);
  await expect(page.getByRole('dialog', { name: 'Interwencja' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Interwencja' })).toBeHidden();
  await expect(open).toBeFocused();
});
