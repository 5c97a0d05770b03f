import type { Page } from '@playwright/test';

import { expect } from '../fixtures.ts';
import type { CityServer } from '../town.ts';
import type { Doubts } from './doubts.ts';

/** Something to look at: its name, and a way to it that waits until it is there. */
export type Place = [string, (page: Page) => Promise<void>];

type Open = (page: Page) => Promise<void>;

const settled = (page: Page) => expect(page.locator('[aria-busy="true"], [data-busy]')).toHaveCount(0);

/** What a button shows over or beside what `open` shows. */
const then =
  (open: Open, button: string | RegExp, shown: (page: Page) => Promise<void>): Open =>
  async (page) => {
    await open(page);
    await page.getByRole('button', { name: button }).first().click();
    await shown(page);
    await settled(page);
  };

const dialog = (page: Page) => expect(page.getByRole('dialog')).toBeVisible();
const group = (name: string | RegExp) => (page: Page) =>
  expect(page.getByRole('group', { name }).first()).toBeVisible();

/** What a supervisor decides, and what is asked before. */
function deciding(at: (path: string, card?: 'card') => Open, doubts: Doubts): Place[] {
  const person = at(`/people?person=${doubts.linked}`, 'card');
  const site = at(`/map?site=${doubts.linkedSite}&tab=data`, 'card');
  const restricted = at(`/people?person=${doubts.restricted}`, 'card');
  const queue: Open = async (page) => {
    await at('/review')(page);
    for (const title of ['Życie w zamkniętym miejscu', 'Dwie odpowiedzi na jedno pytanie']) {
      await expect(page.getByRole('heading', { name: title })).toBeVisible();
    }
    await expect(page.getByRole('heading', { name: /^Czy to t/ }).first()).toBeVisible();
  };
  const receipts: Open = async (page) => {
    await at('/review/erasures')(page);
    await expect(page.getByText(/^potwierdzenia: 0 z/).first()).toBeVisible();
  };
  const searching = (open: Open, button: string, text: string): Open =>
    then(open, button, async (page) => {
      await page.getByRole('dialog').getByRole('searchbox').fill(text);
      await expect(page.getByRole('dialog').getByRole('listitem').first()).toBeVisible();
    });
  const hasty = (open: Open): Open =>
    then(then(open, 'Usuń dane na zawsze', dialog), 'Usuń na zawsze', (page) =>
      expect(page.getByText('▲').first()).toBeVisible(),
    );
  return [
    ['what waits for a decision', queue],
    ['erasures', receipts],
    ['a person of two cards', person],
    ['whom to merge with', searching(person, 'Scal z inną kartą', doubts.nickname)],
    ['whether to restrict', then(person, 'Ogranicz dostęp', dialog)],
    ['whether to erase a person', then(person, 'Usuń dane na zawsze', dialog)],
    ['erasing a person in haste', hasty(person)],
    [
      'whether to erase an event',
      then(person, /^Usuń (?!dane)/, dialog),
    ],
    ['a restricted person', restricted],
    ['whether to lift a restriction', then(restricted, 'Znieś ograniczenie', dialog)],
    ['a site of two cards', site],
    ['which site to merge with', searching(site, 'Scal z innym miejscem', doubts.siteWord)],
    ['whether to erase a site', then(site, 'Usuń dane na zawsze', dialog)],
    ['erasing a site in haste', hasty(site)],
  ];
}

/** Every screen, card, menu and question of the console, as a supervisor sees them. */
export async function everywhere(server: CityServer, doubts: Doubts): Promise<Place[]> {
  const first = async (path: string) => (await server.get<{ id: string }[]>('nadzor', path))[0]?.id ?? '';
  const site = await first('/v1/sites');
  const person = await first('/v1/people');
  const outing = await first(`/v1/outings?since=${Date.now() - 7 * 86_400_000}`);
  const at =
    (path: string, card?: 'card'): Open =>
    async (page) => {
      // From elsewhere, so that nothing is left open from before.
      await page.goto(`${server.address}/#/nowhere`);
      await expect(page.getByText('Nie ma takiej strony')).toBeVisible();
      await page.goto(`${server.address}/#${path}`);
      const way = path.match(/^\/\w+/)?.[0] ?? '';
      await expect(page.locator('nav a[aria-current="page"]')).toHaveAttribute('href', `#${way}`);
      if (path.startsWith('/map')) await expect(page.locator('canvas.maplibregl-canvas')).toBeVisible();
      if (card) await expect(page.getByRole('complementary').getByRole('heading').first()).toBeVisible();
      await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
      await settled(page);
    };
  const form = then(at(`/map?site=${site}&tab=data`, 'card'), 'Zmień dane miejsca', (page) =>
    expect(page.getByRole('form', { name: 'Zmień dane miejsca' })).toBeVisible(),
  );
  const nothing: Open = async (page) => {
    await at('/map')(page);
    await page.getByRole('searchbox').fill('qqqqxxxx');
    await expect(page.getByText('Nic nie pasuje')).toBeVisible();
  };
  const enrol = then(at('/devices'), 'Dodaj telefon', dialog);
  const code: Open = async (page) => {
    await enrol(page);
    await page.getByLabel('Czyj telefon').selectOption({ index: 1 });
    await page.getByRole('button', { name: 'Utwórz kod' }).click();
    await expect(page.getByRole('timer')).toBeVisible();
  };
  return [
    ['map', at('/map')],
    ['map with no match', nothing],
    ['map with a filter open', then(at('/map'), /^Stan/, group(/^Stan/))],
    ['account', then(at('/map'), /^Konto:/, group(/^Konto:/))],
    ['site card', at(`/map?site=${site}`, 'card')],
    ['site card, people', at(`/map?site=${site}&tab=people`, 'card')],
    ['site card, actions', at(`/map?site=${site}&tab=actions`, 'card')],
    ['site card, data', at(`/map?site=${site}&tab=data`, 'card')],
    ['site form', form],
    [
      'site form with a pin',
      then(form, 'Przesuń na mapie', (page) => expect(page.getByText('Pinezka pokazuje nowe')).toBeVisible()),
    ],
    ['outings', at('/outings')],
    ['outing', at(`/outings/${outing}`)],
    ['people', at('/people')],
    ['person card', at(`/people?person=${person}`, 'card')],
    ['devices', at('/devices')],
    ['whose phone', enrol],
    ['a code', code],
    ['whether to cut off a phone', then(at('/devices'), /Odłącz/, dialog)],
    ...deciding(at, doubts),
    ['audit', at('/audit')],
    [
      'nowhere',
      (page) =>
        page
          .goto(`${server.address}/#/nowhere`)
          .then(() => expect(page.getByText('Nie ma takiej strony')).toBeVisible()),
    ],
  ];
}
