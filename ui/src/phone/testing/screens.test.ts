import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import type { Component } from 'svelte';
import { describe, expect, it, vi } from 'vitest';

import { problems } from '../../../tests/axe';
import { Failure } from '../backend';
import Enrol from '../screens/Enrol.svelte';
import Facilities from '../screens/Facilities.svelte';
import More from '../screens/More.svelte';
import Nowhere from '../screens/Nowhere.svelte';
import People from '../screens/People.svelte';
import Person from '../screens/Person.svelte';
import Site from '../screens/Site.svelte';
import Sync from '../screens/Sync.svelte';
import Today from '../screens/Today.svelte';
import Unlock from '../screens/Unlock.svelte';
import BottomBar from '../shell/BottomBar.svelte';
import Strip from '../shell/Strip.svelte';
import { FakeBackend, NOW, personCard, quietSync } from './fake';
import { show } from './show';

// The first run of axe compiles its rules; on a busy machine that alone takes seconds.
vi.setConfig({ testTimeout: 30_000 });

vi.mock('$shared/map/Map.svelte', async () => await import('./NoMap.svelte'));

const any = (what: unknown) => what as Component<never>;
const nothing = new FakeBackend({
  'today.show': () => ({ outing: null, planned: [], due: [], more_due: 0 }),
  'person.list': () => [],
  'facility.list': () => [],
});
const broken = () =>
  new FakeBackend({
    'today.show': () => Promise.reject(new Failure('database_damaged')),
    'person.list': () => Promise.reject(new Failure('database_damaged')),
    'person.show': () => Promise.reject(new Failure('not_found')),
    'site.show': () => Promise.reject(new Failure('not_found')),
    'facility.list': () => Promise.reject(new Failure('database_damaged')),
  });

const screens: [string, unknown, Record<string, unknown>, string][] = [
  ['Unlock', Unlock, {}, 'Wpisz PIN'],
  ['Enrol', Enrol, {}, 'Nowy telefon'],
  ['Today', Today, {}, 'Węzeł ciepłowniczy'],
  ['People', People, {}, 'Ela od kotów'],
  ['Person', Person, { params: { id: 'person-1' } }, 'Pies bez smyczy'],
  ['Site', Site, { params: { id: 'site-1' } }, 'Klucz u dyspozytora'],
  ['Sync', Sync, {}, 'Nic nie czeka'],
  ['More', More, {}, 'Placówki'],
  ['Facilities', Facilities, {}, 'Noclegownia przy Młynie'],
  ['Nowhere', Nowhere, {}, 'Nie ma takiego ekranu'],
];

describe('every screen', () => {
  it.each(screens)('%s shows its data and is sound', async (_, what, props, words) => {
    const { container } = await show(any(what), props);
    expect((await screen.findAllByText(words, { exact: false })).length).toBeGreaterThan(0);
    expect(await problems(container)).toEqual([]);
  });

  it.each([
    ['Today', Today, 'Żadne miejsce nie czeka na wizytę'],
    ['People', People, 'Nikogo tu jeszcze nie ma'],
    ['Facilities', Facilities, 'Nie ma jeszcze placówek'],
  ])('%s says what will appear when there is nothing', async (_, what, words) => {
    const { container } = await show(any(what), {}, nothing);
    expect(await screen.findByText(words)).toBeTruthy();
    expect(await problems(container)).toEqual([]);
  });

  it.each([
    ['Today', Today, {}],
    ['People', People, {}],
    ['Person', Person, { params: { id: 'x' } }],
    ['Site', Site, { params: { id: 'x' } }],
    ['Facilities', Facilities, {}],
  ])('%s says what failed and offers another try', async (_, what, props) => {
    const { container, phone } = await show(any(what), props, broken());
    await phone.today.reload();
    expect((await screen.findByRole('alert')).textContent?.length).toBeGreaterThan(20);
    expect(screen.getByRole('button', { name: 'Spróbuj ponownie' })).toBeTruthy();
    expect(await problems(container)).toEqual([]);
  });

  it('the strip and the bottom bar are named', async () => {
    const strip = await show(any(Strip));
    expect(screen.getByRole('button', { name: 'SOS, interwencja' })).toBeTruthy();
    expect(await problems(strip.container)).toEqual([]);
    strip.unmount();
    const bar = await show(any(BottomBar));
    expect(screen.getByRole('button', { name: 'Nowy kontakt' })).toBeTruthy();
    expect(await problems(bar.container)).toEqual([]);
  });
});

describe('the lock', () => {
  it('calls 112 without being opened', async () => {
    const backend = new FakeBackend({ 'session.show': () => ({ state: 'locked' }) });
    await show(any(Unlock), {}, backend);
    expect(screen.getByRole('link', { name: 'Zadzwoń pod 112' }).getAttribute('href')).toBe('tel:112');
  });

  it('takes a PIN by touch and says how long to wait after too many wrong ones', async () => {
    const backend = new FakeBackend({
      'session.show': () => ({ state: 'locked' }),
      'session.unlock': () => Promise.reject(new Failure('pin_throttled', { retry_after_s: 30 })),
    });
    await show(any(Unlock), {}, backend);
    for (const digit of ['2', '4', '6', '8', '1', '0'])
      await fireEvent.click(screen.getByRole('button', { name: digit }));
    await fireEvent.click(screen.getByRole('button', { name: 'Odblokuj' }));
    expect(await screen.findByText(/Spróbuj za (30|29) sekund/)).toBeTruthy();
    expect(backend.inputs('session.unlock')).toEqual([{ pin: '246810' }]);
    expect(screen.getByRole('button', { name: '1' })).toHaveProperty('disabled', true);
  });
});

describe('enrolling', () => {
  it('reads a whole link from either field, and sends server, code, PIN and name', async () => {
    const backend = new FakeBackend({
      'session.enrol': () => Promise.reject(new Failure('code_refused')),
    });
    await show(any(Enrol), {}, backend);
    const link = 'latarnia://enrol?server=https%3A%2F%2Fs.example&code=K7QP-3MXD-2F';
    await fireEvent.input(screen.getByLabelText('Kod'), { target: { value: link } });
    await fireEvent.click(screen.getByRole('button', { name: 'Dalej' }));
    await fireEvent.input(screen.getByLabelText('Nowy PIN'), { target: { value: '135791' } });
    await fireEvent.input(screen.getByLabelText('PIN jeszcze raz'), { target: { value: '135791' } });
    await fireEvent.input(screen.getByLabelText('Nazwa telefonu'), { target: { value: 'Telefon Ani' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Przypisz telefon' }));
    expect(await screen.findByText('Serwer nie przyjął tego kodu')).toBeTruthy();
    const sent = {
      address: 'https://s.example',
      code: 'K7QP-3MXD-2F',
      pin: '135791',
      device_name: 'Telefon Ani',
    };
    expect(backend.inputs('session.enrol')).toEqual([sent]);
  });
});

describe('cards', () => {
  it('a note is closed until it is touched', async () => {
    await show(any(Person), { params: { id: 'person-1' } });
    const button = await screen.findByRole('button', { name: 'Pokaż notatkę' });
    expect(screen.queryByText('Kaszle od tygodnia')).toBeNull();
    await fireEvent.click(button);
    expect(screen.getByText('Kaszle od tygodnia')).toBeTruthy();
  });

  it('a disputed field is named in words, and a hazard comes first', async () => {
    await show(any(Site), { params: { id: 'site-1' } });
    expect(await screen.findByText('Dwie różne wersje: Stan')).toBeTruthy();
    expect(screen.getByText('czad')).toBeTruthy();
    expect(screen.getByText('co 30 dni', { exact: false })).toBeTruthy();
  });

  it('a case has no level above it', async () => {
    const top = { ...personCard, row: { ...personCard.row, level: 'level_3' } };
    await show(any(Person), { params: { id: 'x' } }, new FakeBackend({ 'person.show': () => top }));
    expect(await screen.findByText('sprawa')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Poziom wyżej' })).toBeNull();
  });
});

describe('sync', () => {
  it('says what waits and what was refused, why, and how wrong the clock is', async () => {
    const state = {
      ...quietSync,
      phase: { is: 'waiting' as const },
      waiting: 1,
      failed: 'unreachable' as const,
      clock_error_ms: 7_200_000,
      records: 12,
      refused: 1,
      items: [
        { record: 'a', kind: 'contact' as const, title: 'Misiek', at: NOW, refused: null },
        { record: 'b', kind: 'site' as const, title: 'Altany', at: NOW, refused: 'outside_own_areas' },
      ],
    };
    const { container, phone } = await show(any(Sync));
    phone.sync = state;
    expect(await screen.findByText('Kontakt: Misiek')).toBeTruthy();
    expect(screen.getByText('Zegar telefonu spieszy się o 120 minut')).toBeTruthy();
    expect(screen.getByText(/poza Twoimi rejonami/)).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Otwórz i popraw' }).getAttribute('href')).toBe('#/site/b');
    expect(screen.getByText('Serwer nie odpowiada')).toBeTruthy();
    expect(screen.getByText('i jeszcze 10 wpisów')).toBeTruthy();
    expect(await problems(container)).toEqual([]);
  });

  it('never says done while something waits', async () => {
    const { phone } = await show(any(Strip));
    phone.sync = { ...quietSync, phase: { is: 'waiting' }, waiting: 3 };
    expect(await screen.findByText('Zapisane · 3 czekają')).toBeTruthy();
    phone.sync = { ...quietSync, phase: { is: 'waiting' }, waiting: 3, failed: 'unreachable' };
    expect(await screen.findByText('Bez sieci · 3 czekają')).toBeTruthy();
    await waitFor(() => expect(screen.queryByText(/Na serwerze/)).toBeNull());
  });
});
