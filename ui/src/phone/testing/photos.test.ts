import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import type { Component } from 'svelte';
import { describe, expect, it, vi } from 'vitest';

import { problems } from '../../../tests/axe';
import { Failure, type FailureCode, type Input } from '../backend';
import { inBase64, type Camera } from '../device/camera';
import { WebviewMeter } from '../device/connection';
import More from '../screens/More.svelte';
import Site from '../screens/Site.svelte';
import Sync from '../screens/Sync.svelte';
import SiteSheet from '../sheets/SiteSheet.svelte';
import VisitSheet from '../sheets/VisitSheet.svelte';
import { Phone, phoneKey } from '../state/phone.svelte';
import type { Sheet } from '../state/sheet';
import { pillOf } from '../words/sync';
import { bytesCamera, contact, FakeBackend, fakeDevice, noPhotos, photo, quietSync, siteCard } from './fake';
import { show } from './show';

vi.mock('$shared/map/Map.svelte', async () => await import('./NoMap.svelte'));
vi.setConfig({ testTimeout: 30_000 });

const any = (what: unknown) => what as Component<never>;
const visit: Sheet = { is: 'visit', draft: 'v', site: { id: 'site-1', title: 'Węzeł' } };
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));
/** The button has another name while a picture is made smaller. */
const takeOne = async () =>
  fireEvent.click(await screen.findByRole('button', { name: /^(Zdjęcie miejsca|Kolejne zdjęcie)$/ }));

async function openSheet(
  what: unknown,
  sheet: Sheet,
  backend = new FakeBackend(),
  camera: Camera = bytesCamera,
) {
  const phone = new Phone(backend, { ...fakeDevice(), camera });
  await phone.open();
  phone.sheet = sheet;
  const context = new Map([[phoneKey, phone]]);
  const shown = render(what as Component<{ sheet: Sheet }>, { props: { sheet }, context });
  return { backend, phone, ...shown };
}

/** Every picture another one. */
function counting(): FakeBackend {
  let number = 0;
  return new FakeBackend({ 'photo.attach': () => photo((number += 1)) });
}

describe('a picture in a form', () => {
  it('is taken, shown, and saved with the visit', async () => {
    const { backend, container } = await openSheet(VisitSheet, visit);
    expect(screen.getByText(/Bez ludzi w kadrze/)).toBeTruthy();
    await press('Zdjęcie miejsca');
    await screen.findByRole('button', { name: /^Pokaż: Zdjęcie miejsca 1 z 1/ });
    expect(screen.getByText('1 zdjęcie zapisane w telefonie')).toBeTruthy();
    expect(await problems(container)).toEqual([]);
    expect(backend.inputs('photo.attach')).toEqual([{ file: btoa('picture') }]);
    await press(/zastano/);
    await press('Zapisz');
    await waitFor(() => expect(backend.inputs('visit.record')).toHaveLength(1));
    const [sent] = backend.inputs('visit.record') as Input<'visit.record'>[];
    expect(sent?.visit.photos).toEqual([photo(1)]);
  });

  it('is kept with the draft, and gone at once when it is removed', async () => {
    const { backend } = await openSheet(VisitSheet, visit);
    await press('Zdjęcie miejsca');
    await screen.findByRole('button', { name: 'Usuń zdjęcie 1' });
    await waitFor(() => expect(JSON.stringify(backend.drafts.get('v'))).toContain(photo(1).hash), {
      timeout: 3000,
    });
    await press('Usuń zdjęcie 1');
    expect(backend.inputs('attachment.discard')).toEqual([{ hash: photo(1).hash }]);
    expect(screen.queryByRole('button', { name: /^Pokaż/ })).toBeNull();
  });

  it('is one of six at most, and the same one once', async () => {
    const twice = await openSheet(VisitSheet, visit);
    for (let n = 0; n < 2; n++) await takeOne();
    await waitFor(() => expect(twice.backend.inputs('photo.attach')).toHaveLength(2));
    // It has its name back when the second one is taken in.
    await screen.findByRole('button', { name: 'Kolejne zdjęcie' });
    await press(/zastano/);
    await press('Zapisz');
    await waitFor(() => expect(twice.backend.inputs('visit.record')).toHaveLength(1));
    const [saved] = twice.backend.inputs('visit.record') as Input<'visit.record'>[];
    expect(saved?.visit.photos).toEqual([photo(1)]);
    twice.unmount();

    await openSheet(VisitSheet, visit, counting());
    for (let n = 1; n <= 6; n++) {
      await takeOne();
      await waitFor(() => expect(screen.getAllByRole('button', { name: /^Pokaż/ })).toHaveLength(n));
    }
    expect(screen.getByRole('button', { name: 'Kolejne zdjęcie' })).toHaveProperty('disabled', true);
    expect(screen.getByText(/Sześć zdjęć to najwięcej/)).toBeTruthy();
  });

  it('says so while it is made smaller, and when somebody thinks better of it nothing happens', async () => {
    let done: (value: unknown) => void = () => undefined;
    const slow = new FakeBackend({ 'photo.attach': () => new Promise((settle) => (done = settle)) });
    await openSheet(VisitSheet, visit, slow);
    await press('Zdjęcie miejsca');
    await screen.findByText('Zmniejszam zdjęcie…');
    await waitFor(() => expect(slow.inputs('photo.attach')).toHaveLength(1));
    done(photo(1));
    await screen.findByText('1 zdjęcie zapisane w telefonie');

    const nobody: Camera = { ...bytesCamera, take: () => Promise.resolve(undefined) };
    const { backend, container } = await openSheet(
      VisitSheet,
      { ...visit, draft: 'w' },
      new FakeBackend(),
      nobody,
    );
    await fireEvent.click(within(container).getByRole('button', { name: 'Zdjęcie miejsca' }));
    expect(backend.inputs('photo.attach')).toEqual([]);
  });

  it.each<[FailureCode, string]>([
    ['photo_too_large', 'To zdjęcie jest za duże'],
    ['photo_unreadable', 'Tego pliku nie da się odczytać jako zdjęcia'],
    ['disk_full', 'W telefonie nie ma miejsca'],
  ])('that cannot be taken in (%s) is told in words, and nothing is lost', async (code, words) => {
    const backend = new FakeBackend({ 'photo.attach': () => Promise.reject(new Failure(code)) });
    const { container } = await openSheet(VisitSheet, visit, backend);
    await press('Zdjęcie miejsca');
    expect((await screen.findByRole('alert')).textContent).toContain(words);
    expect(await problems(container)).toEqual([]);
  });

  it('that the store cannot read is drawn by the page, if the page can', async () => {
    const answers = [() => Promise.reject(new Failure('photo_unreadable')), () => photo(3)];
    const backend = new FakeBackend({ 'photo.attach': () => answers.shift()?.() });
    const camera: Camera = { ...bytesCamera, redraw: () => Promise.resolve(new Blob(['drawn'])) };
    await openSheet(VisitSheet, visit, backend, camera);
    await press('Zdjęcie miejsca');
    await screen.findByText('1 zdjęcie zapisane w telefonie');
    expect(backend.inputs('photo.attach')).toEqual([{ file: btoa('picture') }, { file: btoa('drawn') }]);
  });

  it('of a known site leaves the form without being thrown away, and only the change is sent', async () => {
    const linked = { record: 'site-2', photo: photo(9) };
    const photos = [{ record: 'site-1', photo: photo(1) }, { record: 'site-1', photo: photo(2) }, linked];
    const backend = new FakeBackend({
      'site.show': () => ({ ...siteCard, site: { ...siteCard.site, description: 'Pod mostem' }, photos }),
    });
    await openSheet(SiteSheet, { is: 'site', draft: 's', id: 'site-1' }, backend);
    await waitFor(() => expect(screen.getAllByRole('button', { name: /^Pokaż/ })).toHaveLength(2));
    await press('Usuń zdjęcie 1');
    await press('Zapisz');
    await waitFor(() => expect(backend.inputs('site.edit')).toHaveLength(1));
    expect(backend.inputs('attachment.discard')).toEqual([]);
    const [sent] = backend.inputs('site.edit') as Input<'site.edit'>[];
    expect(sent?.fields).toEqual({ photos: [photo(2)] });
  });
});

describe('a picture of a saved record', () => {
  const entry = {
    ...contact,
    id: 'visit-1',
    kind: 'visit' as const,
    form: { result: 'empty', photos: [photo(2), photo(1)] },
  };
  const card = { ...siteCard, history: [entry] };
  const withView = (view: unknown, sync = quietSync) =>
    new FakeBackend({
      'site.show': () => card,
      'attachment.show': () => view,
      'sync.show': () => sync,
      'sync.start': () => sync,
    });
  const whole = { file: '/9j/2Q==', media: 'image/jpeg', held: 9, bytes: 9, unsent: false };

  async function look(backend: FakeBackend) {
    const shown = await show(any(Site), { params: { id: 'site-1' } }, backend);
    await fireEvent.click(await screen.findByRole('button', { name: /^Pokaż: Zdjęcie miejsca 1 z 2/ }));
    await screen.findByRole('dialog');
    return shown;
  }

  it('is shown whole at a touch, and the next one after it', async () => {
    const { backend, container } = await look(withView(whole));
    await screen.findByText('Na serwerze.');
    const image = screen.getByRole('img', { name: /Zdjęcie miejsca 1 z 2/ });
    expect(image.getAttribute('src')).toBe('data:image/jpeg;base64,/9j/2Q==');
    expect(await problems(container)).toEqual([]);
    await press('Następne zdjęcie');
    await waitFor(() => expect(backend.inputs('attachment.show')).toHaveLength(2));
    // In the order they were taken.
    const hashes = (backend.inputs('attachment.show') as Input<'attachment.show'>[]).map(({ hash }) => hash);
    expect(hashes).toEqual([photo(2).hash, photo(1).hash]);
    await press('Powiększ');
    expect(screen.getByRole('button', { name: 'Pokaż całe' })).toBeTruthy();
    await press('Zamknij');
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('says how much of it is here while it is fetched, and shows it when it has come', async () => {
    let view: unknown = { file: null, media: null, held: 262_144, bytes: 600_000, unsent: false };
    const backend = new FakeBackend({ 'site.show': () => card, 'attachment.show': () => view });
    const { phone } = await look(backend);
    const stop = phone.start();
    await screen.findByText('Pobieram zdjęcie: 43%');
    view = whole;
    backend.tell('photos');
    await screen.findByText('Na serwerze.');
    stop();
  });

  it.each([
    ['unreachable', 'To tylko podgląd'],
    ['not_found', 'Tego zdjęcia nie ma jeszcze na serwerze'],
  ])('that cannot be had (%s) says why and offers another try', async (failed, words) => {
    const { backend, container } = await look(
      withView({ file: null, media: null, held: 0, bytes: 9, unsent: false, failed }),
    );
    await screen.findByText(words);
    expect(await problems(container)).toEqual([]);
    await press('Spróbuj ponownie');
    await waitFor(() =>
      expect(backend.inputs('attachment.show')).toContainEqual(expect.objectContaining({ again: true })),
    );
  });

  it('says under it what it waits for', async () => {
    const waiting = [
      { record: 'visit-1', hash: photo(1).hash, bytes: 300_000, refused: null, media: 'picture' as const },
    ];
    const sync = { ...quietSync, photos: { ...noPhotos, waiting, on_hold: true } };
    await look(withView({ ...whole, unsent: true }, sync));
    expect(screen.getByRole('button', { name: /2 z 2.*czeka na Wi-Fi/ })).toBeTruthy();
    await press('Następne zdjęcie');
    await screen.findByText('W telefonie; na serwer pójdzie przez Wi-Fi.');
  });
});

describe('pictures that wait', () => {
  const waiting = [
    { record: 'r', hash: photo(1).hash, bytes: 300_000, refused: null, media: 'picture' as const },
    { record: 'r', hash: photo(2).hash, bytes: 400_000, refused: 'photos_full', media: 'picture' as const },
  ];
  const sync = (part: object) => ({ ...quietSync, photos: { ...noPhotos, waiting, ...part } });

  it('are counted where everything waits, with a button that sends them all the same', async () => {
    const backend = new FakeBackend({
      'sync.start': () => sync({ on_hold: true }),
      'sync.show': () => sync({ on_hold: true }),
    });
    const { container } = await show(any(Sync), {}, backend);
    await screen.findByText('2 zdjęcia czekają na Wi-Fi');
    expect(screen.getByText(/Wszystkie wpisy są na serwerze.*Zdjęcia jeszcze nie/)).toBeTruthy();
    expect(screen.getByText(/Na serwerze nie ma już miejsca na zdjęcia/)).toBeTruthy();
    expect(screen.queryByText('Nic nie czeka')).toBeNull();
    expect(await problems(container)).toEqual([]);
    await press('Wyślij teraz, 0,7 MB z pakietu');
    expect(backend.inputs('attachment.send_now')).toHaveLength(1);
  });

  it('keep the strip from saying that all is on the server', () => {
    expect(pillOf(quietSync)).toMatchObject({ kind: 'on_server' });
    expect(pillOf(sync({}) as never)).toEqual({ kind: 'saved', waiting: 2 });
  });

  it('wait for Wi-Fi or not, as the worker says', async () => {
    const backend = new FakeBackend({
      'sync.start': () => ({ ...quietSync, photos: { ...noPhotos, connection: 'unknown' } }),
    });
    await show(any(More), {}, backend);
    await screen.findByText(/Ten telefon nie mówi, jaką ma sieć/);
    await fireEvent.click(screen.getByRole('radio', { name: 'Przez każdą sieć' }));
    expect(backend.inputs('settings.change')).toMatchObject([{ photos_on_wifi_only: false }]);
    expect(screen.queryByText(/Ten telefon nie mówi/)).toBeNull();
  });
});

describe('the device', () => {
  it('writes bytes of any length as base64', async () => {
    const bytes = new Uint8Array(100_001).map((_, at) => at % 251);
    const text = await inBase64(new Blob([bytes]));
    expect(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))).toEqual(bytes);
  });

  it.each([
    [undefined, 'unknown'],
    [{ type: 'wifi' }, 'unmetered'],
    [{ type: 'cellular' }, 'metered'],
    [{ type: 'wifi', saveData: true }, 'metered'],
    [{ type: 'teapot' }, 'unknown'],
  ])('tells what the connection %o costs: %s', (connection, told) => {
    vi.stubGlobal('navigator', { connection });
    expect(new WebviewMeter().now()).toBe(told);
    vi.unstubAllGlobals();
  });

  it('tells the store of its connection when the app begins', async () => {
    const backend = new FakeBackend();
    const stop = new Phone(backend, fakeDevice()).start();
    await waitFor(() => expect(backend.inputs('connection.tell')).toEqual([{ connection: 'unmetered' }]));
    stop();
  });
});
