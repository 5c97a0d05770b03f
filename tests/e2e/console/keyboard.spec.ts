import type { Page } from '@playwright/test';

import { expect, PASSWORD, test } from '../fixtures.ts';
import { expectFocusKept, press, reach, type } from '../keys.ts';
import type { CityServer } from '../town.ts';

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const rows = (page: Page) => page.locator('tbody tr [data-row]');

async function signInByKeys(page: Page, server: CityServer, name: string): Promise<void> {
  await page.goto(server.address);
  await type(page, page.getByLabel('Nazwa użytkownika'), name);
  await type(page, page.getByLabel('Hasło'), PASSWORD);
  await page.keyboard.press('Enter');
  await expect(rows(page).first()).toBeVisible();
}

test('a site is filtered, chosen, read and left by keyboard alone', async ({ page, server }) => {
  await signInByKeys(page, server, 'nadzor');
  const all = await rows(page).count();

  // The first Tab offers to skip the ways.
  await reach(page, page.getByRole('link', { name: 'Przejdź do treści' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();

  // A menu of states, closed with Escape.
  const state = page.getByRole('search').getByRole('button', { name: /^Stan/ });
  await press(page, state);
  await press(page, page.getByRole('checkbox', { name: /zamieszkane/ }), 'Space');
  await expect.poll(() => rows(page).count()).toBeLessThan(all);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('checkbox')).toHaveCount(0);
  await expect(state).toBeFocused();

  // A word, and all of it away again.
  const before = await rows(page).count();
  await type(page, page.getByRole('searchbox', { name: 'Szukaj miejsca' }), 'węz');
  await expect.poll(() => rows(page).count()).toBeLessThan(before);
  await page.keyboard.press('Shift+Tab');
  await expect(button(page, 'Wyczyść filtry')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(rows(page)).toHaveCount(all);
  await expectFocusKept(page);

  // The map, the bar between map and table, and the order of the table.
  await reach(page, page.getByRole('region', { name: 'Mapa miejsc' }));
  const bar = page.getByRole('separator');
  await reach(page, bar);
  const share = Number(await bar.getAttribute('aria-valuenow'));
  await page.keyboard.press('ArrowUp');
  await expect(bar).toHaveAttribute('aria-valuenow', String(share - 5));
  const visits = page.getByRole('columnheader', { name: /Ostatnia wizyta/ });
  await press(page, visits.getByRole('button'));
  await expect(visits).toHaveAttribute('aria-sort', /ascending|descending/);

  // A row, its card, its tabs, and back to the row.
  await reach(page, rows(page).first());
  await page.keyboard.press('ArrowDown');
  const row = rows(page).nth(1);
  await expect(row).toBeFocused();
  const name = await row.innerText();
  await page.keyboard.press('Enter');
  const card = page.getByRole('complementary');
  await expect(card.getByRole('heading', { name })).toBeVisible();
  await reach(page, card.getByRole('tab', { selected: true }));
  await page.keyboard.press('End');
  await expect(card.getByRole('tab', { name: 'Dane' })).toHaveAttribute('aria-selected', 'true');
  await press(page, card.getByRole('button', { name: 'Zmień dane miejsca' }));
  await expectFocusKept(page);
  // Tab selects what is in a field.
  await type(page, card.getByLabel(/^Nazwa/), 'Za Młynem');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Zapisano')).toBeVisible();
  await expectFocusKept(page);
  await reach(page, card.getByRole('tab', { selected: true }));
  await page.keyboard.press('Escape');
  await expect(card).toBeHidden();
  await expect(page.locator('[data-row]:focus')).toHaveText('Za Młynem');
});

test('a phone is let in and the console is left by keyboard alone', async ({ page, server }) => {
  await signInByKeys(page, server, 'admin');
  await press(page, page.getByRole('link', { name: 'Urządzenia' }));
  const add = button(page, 'Dodaj telefon');
  await press(page, add);
  const dialog = page.getByRole('dialog', { name: 'Dodaj telefon' });
  await expect(dialog).toBeVisible();
  await expect(dialog.getByRole('option', { name: /^Celina/ })).toBeAttached();
  await type(page, dialog.getByLabel('Czyj telefon'), 'Celina');
  await press(page, dialog.getByRole('button', { name: 'Utwórz kod' }));
  await expect(dialog.getByRole('timer')).toBeVisible();
  await expectFocusKept(page);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(add).toBeFocused();

  const cut = button(page, /^Odłącz/).first();
  await press(page, cut);
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(cut).toBeFocused();

  const account = button(page, /^Konto:/);
  await press(page, account);
  await page.keyboard.press('Escape');
  await expect(account).toBeFocused();
  await page.keyboard.press('Enter');
  await press(page, button(page, 'Wyloguj'));
  await expect(page.getByLabel('Hasło')).toBeVisible();
  expect((await page.request.get(`${server.address}/v1/session`)).status()).toBe(401);
});

test('outings and people are opened by keyboard alone', async ({ page, server }) => {
  await signInByKeys(page, server, 'nadzor');
  await press(page, page.getByRole('link', { name: /Wyjścia/ }));
  await press(page, page.getByRole('main').getByRole('rowheader').getByRole('link').first());
  await expect(page.getByRole('heading', { name: 'Przebieg' })).toBeVisible();
  await expectFocusKept(page);
  await press(page, page.getByRole('link', { name: 'Ludzie' }));
  await expect(rows(page).first()).toBeVisible();
  await reach(page, rows(page).first());
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  const card = page.getByRole('complementary');
  await expect(card.getByRole('heading').first()).toBeVisible();
  await press(page, card.getByRole('button', { name: 'Zamknij' }));
  await expect(card).toBeHidden();
  await expect(rows(page).last()).toBeFocused();
});

test('what waits is decided, and a card is merged, restricted and erased, by keyboard alone', async ({
  page,
  server,
}) => {
  const people = await server.get<{ id: string; label: string }[]>('nadzor', '/v1/people');
  const [one, other] = people.filter(({ label }) => /^\p{L}{4,}$/u.test(label));
  if (!one || !other) throw new Error('the town has no two people with a short name');
  for (const person of [one, other]) {
    const fields = { phone: '600 100 100' };
    await server.change('nadzor', 'PATCH', `/v1/people/${person.id}`, { fields });
  }
  await signInByKeys(page, server, 'nadzor');
  await press(page, page.getByRole('link', { name: /Do sprawdzenia/ }));
  const pair = page.getByRole('article').filter({ hasText: 'ten sam telefon' });
  await press(page, pair.getByRole('button', { name: 'To dwie różne osoby' }));
  await expect(pair).toBeHidden();
  await expectFocusKept(page);
  await expect(button(page, 'Cofnij')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(pair).toBeVisible();
  await expectFocusKept(page);

  await page.goto(`${server.address}/#/people?person=${one.id}`);
  const card = page.getByRole('complementary');
  for (const name of ['Scal z inną kartą', 'Ogranicz dostęp', 'Usuń dane na zawsze']) {
    const opener = card.getByRole('button', { name });
    await press(page, opener);
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectFocusKept(page);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    await expect(opener).toBeFocused();
  }

  const dialog = page.getByRole('dialog');
  await press(page, card.getByRole('button', { name: 'Scal z inną kartą' }));
  await type(page, dialog.getByRole('searchbox'), other.label);
  await press(page, dialog.getByRole('button', { name: `Scal z: ${other.label}` }));
  await expect(dialog).toBeHidden();
  await expectFocusKept(page);
  await press(page, card.getByRole('button', { name: /^Cofnij scalenie/ }));
  await expect(card.getByRole('button', { name: /^Cofnij scalenie/ })).toBeHidden();
  await expectFocusKept(page);

  await press(page, card.getByRole('button', { name: 'Ogranicz dostęp' }));
  await press(page, dialog.getByRole('button', { name: 'Ogranicz teraz' }));
  await expect(card.getByText('Dostęp ograniczony', { exact: true })).toBeVisible();
  await expectFocusKept(page);

  await press(page, card.getByRole('button', { name: 'Usuń dane na zawsze' }));
  await type(page, dialog.getByLabel('Dlaczego'), 'osoba');
  await type(page, dialog.getByLabel(/^Przepisz/), one.label);
  await press(page, dialog.getByRole('button', { name: 'Usuń na zawsze' }));
  await expect(card).toBeHidden();
  await expectFocusKept(page);
  const left = await server.get<{ id: string }[]>('nadzor', '/v1/people');
  expect(left.map(({ id }) => id)).not.toContain(one.id);
});
