import type { BrowserContext, Page } from '@playwright/test';

import { expect, expectAccessible, PIN, test } from '../fixtures.ts';
import { Phone, type CityServer } from '../town.ts';
import { visitAfterClosing } from './doubts.ts';

interface Named {
  id: string;
  label: string;
}

async function open(context: BrowserContext, page: Page, server: CityServer, path: string): Promise<void> {
  const [key = '', value = ''] = (await server.signIn('nadzor')).split(/=(.*)/s);
  await context.addCookies([{ name: key, value, url: server.address }]);
  await page.goto(`${server.address}/#${path}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
}

async function send(phone: Phone): Promise<void> {
  await phone.call('sync.start', {});
  await phone.synced();
}

test('a visit at a site closed meanwhile waits, and whoever decides keeps it closed', async ({
  context,
  page,
  phone,
  server,
}) => {
  const site = await visitAfterClosing(server, phone);

  await open(context, page, server, '/review');
  const card = page.getByRole('article').filter({ hasText: `${site.name}: zamknięte` });
  await expect(card).toContainText(/— wizyta \d/);
  await expectAccessible(page, 'a visit at a closed site');
  await card.getByRole('button', { name: 'Zostaje zamknięte' }).click();
  await expect(card).toBeHidden();
  const { history } = await server.get<{ history: { form: { heads?: number } }[] }>(
    'nadzor',
    `/v1/sites/${site.id}`,
  );
  expect(history[0]?.form.heads).toBe(2);
});

test('a restricted person is unknown to a phone, as somebody who never was', async ({
  context,
  page,
  phone,
  server,
}) => {
  await phone.call('session.unlock', { pin: PIN });
  const people = await phone.call<Named[]>('person.list', {});
  const person = people.find((one) => /^[A-ZŁŚŻ]\p{L}{5,}$/u.test(one.label));
  if (!person) throw new Error('nobody in the demo town has a long name');
  const find = () => phone.call<{ id: string }[]>('search.find', { text: person.label });
  expect(JSON.stringify(await find())).toContain(person.id);

  await open(context, page, server, `/people?person=${person.id}`);
  await page.getByRole('button', { name: 'Ogranicz dostęp' }).click();
  const dialog = page.getByRole('dialog');
  await expectAccessible(page, 'restricting');
  await dialog.getByRole('button', { name: 'Ogranicz teraz' }).click();
  await expect(
    page.getByRole('complementary').getByText('Dostęp ograniczony', { exact: true }),
  ).toBeVisible();

  await send(phone);
  await expect.poll(async () => JSON.stringify(await find())).not.toContain(person.id);
  await expect(phone.call('person.show', { id: person.id })).rejects.toThrow(/not_found/);
  expect(JSON.stringify(await phone.call('person.list', {}))).not.toContain(person.id);
});

test('two records of one person are merged, one value is chosen, and the merge is taken back', async ({
  context,
  page,
  phone,
  server,
}) => {
  const other = await Phone.enrolled(server, 'bartek');
  try {
    const met = async (from: Phone, label: string, number: string) => {
      await from.call('session.unlock', { pin: PIN });
      await from.call('person.add', { person: { label, birth_year: 1968, phone: number } });
      await send(from);
    };
    await met(other, 'Miętosław', '600 200 200');
    await met(phone, 'Miętosława', '600 100 100');
  } finally {
    await other.close();
  }
  await open(context, page, server, '/review');
  const pair = page
    .getByRole('article')
    .filter({ hasText: 'Miętosława' })
    .filter({ hasText: 'imię brzmi podobnie' });
  await expect(pair).toContainText('ten sam rok urodzenia: 1968');
  await pair.getByRole('button', { name: 'To ta sama osoba — scal' }).click();
  const question = page
    .getByRole('article')
    .filter({ hasText: 'który zapis jest prawdziwy?' })
    .filter({ hasText: '600 100 100' });
  await expect(question).toContainText('600 200 200');
  await question.getByRole('button', { name: 'Wybierz: 600 200 200' }).click();
  await expect(page.getByRole('button', { name: 'Wybierz: 600 200 200' })).toBeHidden();

  const [one] = await server.get<Named[]>('nadzor', '/v1/people?text=Mietoslawa');
  await page.goto(`${server.address}/#/people?person=${one?.id ?? ''}`);
  await page.getByRole('button', { name: /Cofnij scalenie/ }).click();
  await expect(page.getByRole('button', { name: /Cofnij scalenie/ })).toBeHidden();
  const labels = (await server.get<Named[]>('nadzor', '/v1/people')).map(({ label }) => label);
  expect(labels).toEqual(expect.arrayContaining(['Miętosław', 'Miętosława']));
});
