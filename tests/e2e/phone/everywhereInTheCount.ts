import type { Locator, Page } from '@playwright/test';

import { expect, type Phone } from '../fixtures.ts';
import type { CityServer } from '../town.ts';
import type { Place } from './everywhere.ts';

type Open = (page: Page) => Promise<void>;

/** What a list of places is called: those that wait in this round, those that are done. */
const WAITING = 'Bez wyniku w tej rundzie';
const DONE = 'Z wynikiem';

interface Count {
  id: string;
  name: string;
}

const sheetOf = (page: Page): Locator => page.getByRole('dialog', { name: 'Nowa osoba' });

/** A sheet that tells of a person is empty: what was chosen in it before is thrown away. */
async function blankSheet(page: Page, phone: Phone): Promise<Locator> {
  for (const { form } of await phone.call<{ form: string }[]>('draft.list', {})) {
    if (form.startsWith('count:')) await phone.call('draft.discard', { form });
  }
  await page.getByRole('button', { name: 'Nowa osoba' }).click();
  return sheetOf(page);
}

/** The questionnaire of somebody at a place: how it came out, then question by question. */
function asking(phone: Phone, place: Open): Place[] {
  const person: Open = async (page) => {
    await place(page);
    await expect((await blankSheet(page, phone)).getByRole('group', { name: 'Jak było' })).toBeVisible();
  };
  const came =
    (outcome: string): Open =>
    async (page) => {
      await person(page);
      await sheetOf(page).getByRole('button', { name: outcome }).click();
    };
  const question =
    (title: string): Open =>
    async (page) => {
      await came('Odpowiada')(page);
      await sheetOf(page).getByRole('button', { name: 'Zacznij pytać' }).click();
      const shown = sheetOf(page).getByRole('heading', { name: title });
      const step = sheetOf(page).getByText(/^Pytanie \d+ z \d+$/);
      for (let at = 1; !(await shown.isVisible()); at += 1) {
        await expect(step).toHaveText(new RegExp(`^Pytanie ${at} z`));
        await sheetOf(page).getByRole('button', { name: 'Pomiń' }).click();
        await expect(step).toHaveText(new RegExp(`^Pytanie ${at + 1} z`));
      }
    };
  return [
    ['count, how a person was met', person],
    ['count, a guess', came('Tylko widziana')],
    ['count, one answer', question('Gdzie śpi tej nocy')],
    ['count, a number', question('Rok urodzenia')],
    ['count, many answers', question('Jakiej pomocy potrzebuje')],
    ['count, the last question', question('Zdrowie')],
  ];
}

/** Whatever the hour: in the round that goes on now one place has people, and one nobody. */
async function fill(phone: Phone, count: Count): Promise<void> {
  const { places } = await phone.call<{ places: { id: string }[] }>('count.show', { id: count.id, offset: 60 });
  const [people, nobody] = places;
  if (!people || !nobody) throw new Error('the count has places');
  const at = { ms: Date.now(), offset: 60 };
  await phone.call('count.ask', { count: count.id, place: people.id, at, outcome: 'refused' });
  await phone.call('count.ask', { count: count.id, place: people.id, at, outcome: 'only_seen' });
  await phone.call('count.mark', { place: nobody.id, at, result: 'nobody' });
}

/** Every screen, sheet and question of the count that runs, on whichever phone; `list` is where its places are. */
export async function everywhereInTheCount(phone: Phone, list: string): Promise<Place[]> {
  const [count] = await phone.call<Count[]>('count.list', { offset: 60 });
  if (!count) throw new Error('the demo town has a count that runs');
  await fill(phone, count);
  const places: Open = async (page) => {
    await page.goto(`${phone.address}/#${list}`);
    await expect(page.getByRole('heading', { name: count.name })).toBeVisible();
    await expect(page.getByRole('list', { name: WAITING })).toBeVisible();
  };
  const place =
    (which: string, text?: RegExp): Open =>
    async (page) => {
      await places(page);
      const all = page.getByRole('list', { name: which }).getByRole('link');
      await (text ? all.filter({ hasText: text }) : all).first().click();
      await expect(page.getByText(/^Teraz: /)).toBeVisible();
    };
  return [
    ['count', places],
    ['count, a place without a result', place(WAITING)],
    ['count, a place with people', place(DONE, /odmow/)],
    ['count, a place with nobody', place(DONE, /Nikogo/)],
    ...asking(phone, place(WAITING)),
  ];
}

/** Every screen of a volunteer's unlocked phone; at the end the count is closed. */
export async function everywhereForVolunteers(phone: Phone, server: CityServer): Promise<Place[]> {
  const at =
    (path: string, title: string): Open =>
    async (page) => {
      await page.goto(`${phone.address}/#${path}`);
      await expect(page.getByRole('heading', { name: title }).first()).toBeVisible();
    };
  const closed: Open = async (page) => {
    const [count] = await server.get<Count[]>('nadzor', '/v1/counts');
    await server.change('nadzor', 'POST', `/v1/counts/${count?.id ?? ''}/close`, {});
    // A sync that already runs may have asked before the count was closed.
    const counts = async () => {
      await phone.call('sync.start', {});
      return phone.call('count.list', { offset: 60 });
    };
    await expect.poll(counts).toEqual([]);
    await at('/', 'Nie trwa żadne liczenie')(page);
  };
  return [
    ...(await everywhereInTheCount(phone, '/')),
    ["a volunteer's sync", at('/sync', 'Wysyłanie')],
    ["a volunteer's more", at('/more', 'Więcej')],
    ['a screen volunteers do not have', at('/people', 'Nie ma takiego ekranu')],
    ['no count', closed],
  ];
}
