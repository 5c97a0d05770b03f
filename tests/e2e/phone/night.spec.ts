import { expect, test } from '../fixtures.ts';
import { startOuting, typePin, unlock, waiting } from './screens.ts';

interface Outing {
  id: string;
  visits: number;
  contacts: number;
}

test('a night from unlock to sync on a small phone, without network, with a dead battery', async ({ page, phone, server }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await unlock(page, phone);
  phone.network.switch('off');
  await startOuting(page);

  // Two touches after "Nowy kontakt", and no name.
  await page.getByRole('button', { name: 'Nowy kontakt' }).click();
  const sheet = page.getByRole('dialog', { name: 'Nowy kontakt' });
  await sheet.getByRole('button', { name: 'Spotkanie' }).click();
  await sheet.getByRole('button', { name: 'Zapisz' }).click();
  await expect(page.getByText('Kontakt zapisany w telefonie')).toBeVisible();
  const today = await phone.call<{ outing: Outing }>('today.show', {});
  expect(today.outing.contacts).toBe(1);
  expect(await waiting(phone)).toBeGreaterThan(0);

  // A note, cut off by a dead battery.
  await page.getByRole('button', { name: 'Nowy kontakt' }).click();
  await sheet.getByRole('button', { name: 'Spotkanie' }).click();
  await sheet.getByRole('button', { name: /^Notatka/ }).click();
  await sheet.getByRole('textbox', { name: 'Notatka' }).fill('Mówi, że w piątek ma komisję');
  await expect
    .poll(async () => JSON.stringify(await phone.call('draft.list', {})))
    .toContain('w piątek ma komisję');
  await phone.die();
  await phone.start();
  await page.goto(phone.address);
  await typePin(page);
  await expect(page.getByText(/Niedokończony kontakt z/)).toBeVisible();
  await page.getByRole('button', { name: 'Dokończ' }).click();
  await expect(sheet.getByText('Wracasz do niedokończonego wpisu')).toBeVisible();
  await sheet.getByRole('button', { name: 'Zapisz' }).click();
  await expect(page.getByText(/Niedokończony kontakt z/)).toBeHidden();

  // Honest about what is where, then the network comes back.
  await page.goto(`${phone.address}/#/sync`);
  await expect(page.getByText(/Zapisane w telefonie\..*czeka/)).toBeVisible();
  phone.network.switch('on');
  await page.getByRole('button', { name: 'Wyślij teraz' }).click();
  await expect(page.getByText(/Wszystko z tego telefonu jest na serwerze/)).toBeVisible();
  const night = await server.get<{ outing: Outing; history: { kind: string; form: { note?: string } }[] }>(
    'nadzor',
    `/v1/outings/${today.outing.id}`,
  );
  expect(night.outing.contacts).toBe(2);
  expect(night.history.some((entry) => entry.form.note === 'Mówi, że w piątek ma komisję')).toBe(true);
});

test('search forgives a typo and missing Polish letters', async ({ page, phone }) => {
  await unlock(page, phone);
  const people = await phone.call<{ label: string }[]>('person.list', {});
  const named = people.find((one) => /^[A-ZŁŚŻ]\p{L}{5,}/u.test(one.label));
  if (!named) throw new Error('nobody in the demo town has a long name');
  const word = named.label.split(' ')[0] ?? '';
  const plain = word.normalize('NFD').replace(/\p{M}/gu, '').replace(/ł/g, 'l').replace(/Ł/g, 'L');
  const misspelt = plain.slice(0, 3) + plain.slice(4);
  await page.getByRole('link', { name: 'Ludzie' }).click();
  await page.getByRole('searchbox').fill(misspelt);
  await expect(page.getByText(named.label).first()).toBeVisible();
});

test('the map is drawn from the fetched basemap and stays without network', async ({ page, phone }) => {
  await unlock(page, phone);
  await page.getByRole('link', { name: 'Mapa' }).click();
  await page.getByRole('button', { name: /Pobierz mapę/ }).click();
  await expect
    .poll(async () => (await phone.call<{ here: unknown }>('basemap.show', {})).here, { timeout: 60_000 })
    .not.toBeNull();
  phone.network.switch('off');
  await page.reload();
  const canvas = page.locator('canvas.maplibregl-canvas');
  await expect(canvas).toBeVisible();
  await expect(page.getByText('Brak podkładu mapy', { exact: false })).toBeHidden();
});
