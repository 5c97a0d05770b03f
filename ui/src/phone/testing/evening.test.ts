import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import type { Component } from 'svelte';
import { describe, expect, it, vi } from 'vitest';

import { problems } from '../../../tests/axe';
import More from '../screens/More.svelte';
import Route from '../screens/Route.svelte';
import Site from '../screens/Site.svelte';
import Today from '../screens/Today.svelte';
import Unlock from '../screens/Unlock.svelte';
import SavedBar from '../shell/SavedBar.svelte';
import AmendSheet from '../sheets/AmendSheet.svelte';
import VersionsSheet from '../sheets/VersionsSheet.svelte';
import VisitSheet from '../sheets/VisitSheet.svelte';
import { watchLock } from '../state/autolock';
import { FakeBackend, NOW, outing, quietSync, route } from './fake';
import { show } from './show';

vi.setConfig({ testTimeout: 30_000 });
vi.mock('$shared/map/Map.svelte', async () => await import('./NoMap.svelte'));

const any = (what: unknown) => what as Component<never>;

describe('frost', () => {
  it('is said at the top, with what is still to be done about it', async () => {
    const { container, phone } = await show(any(Today));
    await phone.today.reload();
    expect(await screen.findByText('Mróz: −8 °C')).toBeTruthy();
    expect(screen.getByText('Jeszcze 1 zagrożone miejsce do odwiedzenia')).toBeTruthy();
    expect(await problems(container)).toEqual([]);
  });

  it('begins with one touch on the temperature', async () => {
    const { backend, phone } = await show(any(Today));
    await phone.today.reload();
    await fireEvent.click(await screen.findByRole('button', { name: /Temperatura: −8 °C/ }));
    await fireEvent.click(screen.getByText('−15 °C'));
    await fireEvent.click(screen.getByRole('button', { name: 'Zapisz' }));
    await waitFor(() =>
      expect(backend.inputs('outing.measure')).toEqual([{ id: outing.id, temperature: -15 }]),
    );
  });
});

describe('the route', () => {
  it('shows the stops in order, what is visited and how far it still is', async () => {
    const { container } = await show(any(Route));
    expect(await screen.findByText('Zostało 450 m w linii prostej')).toBeTruthy();
    expect(screen.getByText('1. Węzeł ciepłowniczy')).toBeTruthy();
    expect(screen.getByText(/Odwiedzone o/)).toBeTruthy();
    expect(screen.getByText(/1 z 2 miejsc/)).toBeTruthy();
    expect(await problems(container)).toEqual([]);
  });

  it('is changed by thumb: earlier, later, off', async () => {
    const { backend } = await show(any(Route));
    await fireEvent.click(await screen.findByRole('button', { name: 'Zmień trasę' }));
    await fireEvent.click(screen.getByRole('button', { name: 'Wcześniej: Altany za torami' }));
    await waitFor(() => expect(backend.inputs('route.set')).toMatchObject([{ sites: ['site-2', 'site-1'] }]));
    await waitFor(() => expect(screen.getByRole('button', { name: /Ułóż kolejność/ })).toBeTruthy());
    await fireEvent.click(screen.getByRole('button', { name: 'Usuń z trasy: Węzeł ciepłowniczy' }));
    await waitFor(() => expect(backend.inputs('route.set')).toMatchObject([{}, { sites: ['site-2'] }]));
  });

  it('is planned where there is none, and asks for an outing first', async () => {
    const empty = new FakeBackend({ 'route.show': () => ({ ...route, stops: [] }) });
    const first = await show(any(Route), {}, empty);
    await fireEvent.click(await screen.findByRole('button', { name: 'Ułóż trasę' }));
    await waitFor(() => expect(empty.inputs('route.plan')).toHaveLength(1));
    first.unmount();
    const nobody = await show(any(Route), {}, new FakeBackend({ 'route.show': () => null }));
    expect(await screen.findByText('Trasa należy do wyjścia')).toBeTruthy();
    expect(await problems(nobody.container)).toEqual([]);
  });
});

describe('what was saved', () => {
  it('is taken back within the minute', async () => {
    const sheet = { is: 'visit', draft: 'visit:site-1', site: { id: 'site-1', title: 'Węzeł' } };
    const { backend, phone } = await show(any(VisitSheet), { sheet });
    await fireEvent.click(await screen.findByRole('button', { name: /nikogo nie zastano/i }));
    await fireEvent.click(screen.getByRole('button', { name: 'Zapisz' }));
    await waitFor(() => expect(phone.saved?.undo).toBeTruthy());
    await phone.saved?.undo?.();
    expect(backend.inputs('event.take_back')).toMatchObject([{ ids: ['visit-9'] }]);
  });

  it('offers it in the bar below', async () => {
    const { phone } = await show(any(SavedBar));
    const undo = vi.fn(() => Promise.resolve());
    phone.showSaved({ at: NOW, text: 'Wizyta zapisana w telefonie', undo });
    await fireEvent.click(await screen.findByRole('button', { name: 'Cofnij' }));
    expect(undo).toHaveBeenCalledOnce();
  });
});

describe('a correction', () => {
  const about = { id: 'contact-1', kind: 'contact', title: 'Spotkanie' } as const;

  it('is offered beside what can be corrected', async () => {
    const { phone } = await show(any(Site), { params: { id: 'site-1' } });
    await fireEvent.click(await screen.findByRole('button', { name: /^Popraw/ }));
    expect(phone.sheet).toMatchObject({ is: 'amend', id: 'contact-1', draft: 'amend:contact-1' });
  });

  it('begins with what is there and sends only what differs', async () => {
    const sheet = { is: 'amend', draft: 'amend:contact-1', ...about };
    const { backend, container } = await show(any(AmendSheet), { sheet });
    const note = await screen.findByRole('textbox', { name: 'Notatka' });
    expect(note).toHaveProperty('value', 'Kaszle od dwóch tygodni');
    expect(screen.getByRole('button', { name: 'Nic jeszcze nie zmieniono' })).toHaveProperty(
      'disabled',
      true,
    );
    await fireEvent.input(note, { target: { value: 'Kaszle od trzech tygodni' } });
    expect(await problems(container)).toEqual([]);
    await fireEvent.click(screen.getByRole('button', { name: 'Zapisz poprawkę' }));
    await waitFor(() => expect(backend.inputs('event.amend')).toHaveLength(1));
    expect(backend.inputs('event.amend')).toEqual([
      { id: 'contact-1', fields: { note: 'Kaszle od trzech tygodni' }, draft: 'amend:contact-1' },
    ]);
  });

  it('corrects the place, and says both by name afterwards', async () => {
    const sheet = { is: 'amend', draft: 'amend:contact-1', ...about };
    const moved = (site: string | undefined, changed: string[]) => {
      const form = { kind: 'met', site };
      return { at: NOW, author: 'Anna', form, changed, withdrawn: null };
    };
    const found = { id: 'site-2', kind: 'site', title: 'Węzeł', category: 'heating_duct' };
    const backend = new FakeBackend({
      'event.versions': () => [moved(undefined, ['site']), moved('site-1', [])],
      'search.find': () => [found],
    });
    await show(any(AmendSheet), { sheet }, backend);
    await fireEvent.click(await screen.findByRole('button', { name: /^Miejsce: Bez miejsca/ }));
    await fireEvent.input(screen.getByRole('searchbox'), { target: { value: 'węz' } });
    await fireEvent.click(await screen.findByRole('button', { name: /^Węzeł/ }));
    await fireEvent.click(screen.getByRole('button', { name: 'Zapisz poprawkę' }));
    await waitFor(() => expect(backend.inputs('event.amend')).toHaveLength(1));
    expect(backend.inputs('event.amend')).toMatchObject([{ fields: { site: 'site-2' } }]);

    await show(any(VersionsSheet), { sheet: { is: 'versions', draft: '', ...about } }, backend);
    await screen.findByText('Poprawione');
    await waitFor(() => expect(document.querySelector('del')?.textContent).toContain('Węzeł ciepłowniczy'));
    expect(document.querySelector('ins')?.textContent).toContain('Bez miejsca');
  });

  it('corrects how somebody lives and what kind of work it was, too', async () => {
    const sheet = { is: 'amend', draft: 'amend:contact-1', ...about };
    const form = { kind: 'met', living: 'rough', living_place: 'street', tag: 'prevention' };
    const version = { at: 1, author: 'Anna', form, changed: [], withdrawn: null };
    const backend = new FakeBackend({ 'event.versions': () => [version] });
    await show(any(AmendSheet), { sheet }, backend);
    await fireEvent.click(await screen.findByRole('button', { name: /^Gdzie teraz mieszka/ }));
    await fireEvent.click(screen.getByRole('button', { name: /^Rodzaj i etap pracy.*prewencja/ }));
    await fireEvent.click(screen.getByLabelText(/^Interwencja$/i));
    await fireEvent.click(screen.getByLabelText(/^Nocleg doraźny/));
    await fireEvent.click(screen.getByRole('button', { name: 'Zapisz poprawkę' }));
    await waitFor(() => expect(backend.inputs('event.amend')).toHaveLength(1));
    expect(backend.inputs('event.amend')).toMatchObject([
      { fields: { tag: 'intervention', living: 'emergency', living_place: null } },
    ]);
  });

  it('leaves what was said before to be read, with who and when', async () => {
    const sheet = { is: 'versions', draft: '', ...about };
    const { container } = await show(any(VersionsSheet), { sheet });
    expect(await screen.findByText('Poprawione')).toBeTruthy();
    expect(screen.getByText(/Bartek Lis/)).toBeTruthy();
    expect(screen.getAllByText('Kaszle od tygodnia').length).toBe(2);
    expect(screen.getByText('Kaszle od dwóch tygodni')).toBeTruthy();
    expect(await problems(container)).toEqual([]);
  });
});

describe('the lock', () => {
  it('asks who is there on a shared phone, and opens that vault', async () => {
    const session = () => ({
      state: 'locked',
      vaults: [
        { slot: 1, name: 'Anna Nowak' },
        { slot: 2, name: 'Bartek Lis' },
      ],
    });
    const backend = new FakeBackend({ 'session.show': session });
    const { container } = await show(any(Unlock), {}, backend);
    await fireEvent.click(screen.getByText('Bartek Lis'));
    for (const digit of '135790') await fireEvent.click(screen.getByRole('button', { name: digit }));
    await fireEvent.click(screen.getByRole('button', { name: 'Odblokuj' }));
    await waitFor(() => expect(backend.inputs('session.unlock')).toEqual([{ pin: '135790', slot: 2 }]));
    expect(await problems(container)).toEqual([]);
  });

  it('says why it locked instead of logging out', async () => {
    const kept = () => ({ session: { state: 'locked', vaults: [] }, kept: 3 });
    const backend = new FakeBackend({ 'session.log_out': kept });
    const { phone } = await show(any(More), {}, backend);
    await fireEvent.click(screen.getByRole('button', { name: 'Wyloguj z tego telefonu' }));
    await fireEvent.click(screen.getByRole('button', { name: 'Wyloguj' }));
    await waitFor(() => expect(phone.session?.state).toBe('locked'));
    expect(phone.lockedFor).toContain('3 wpisy czekają na wysłanie');
  });

  it('warns before the phone stops opening without the server', async () => {
    const lease_until = NOW + 2.5 * 86_400_000;
    vi.setSystemTime(NOW);
    const { phone } = await show(any(Today));
    phone.sync = { ...quietSync, lease_until };
    expect(await screen.findByText('Jeszcze 2 dni bez połączenia')).toBeTruthy();
    phone.sync = { ...quietSync, lease_until: NOW + 5 * 86_400_000 };
    await waitFor(() => expect(screen.queryByText(/bez połączenia/)).toBeNull());
    vi.useRealTimers();
  });

  it('closes by itself after a while without a touch, and after a while out of sight', () => {
    vi.useFakeTimers();
    const lock = vi.fn();
    const seen = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('visible');
    const stop = watchLock(() => ({ idle: 300_000, hidden: 60_000 }), lock);
    vi.advanceTimersByTime(299_000);
    window.dispatchEvent(new Event('pointerdown'));
    vi.advanceTimersByTime(299_000);
    expect(lock).not.toHaveBeenCalled();
    vi.advanceTimersByTime(2000);
    expect(lock).toHaveBeenCalled();
    stop();

    lock.mockClear();
    const again = watchLock(() => ({ idle: 300_000, hidden: 60_000 }), lock);
    seen.mockReturnValue('hidden');
    document.dispatchEvent(new Event('visibilitychange'));
    vi.advanceTimersByTime(59_000);
    expect(lock).not.toHaveBeenCalled();
    // The system gave the page no time to count in.
    vi.setSystemTime(Date.now() + 120_000);
    seen.mockReturnValue('visible');
    document.dispatchEvent(new Event('visibilitychange'));
    expect(lock).toHaveBeenCalled();
    again();
    seen.mockRestore();
    vi.useRealTimers();
  });
});

describe('navigating', () => {
  it('says that the place leaves the app before it does', async () => {
    await show(any(Site), { params: { id: 'site-1' } });
    await fireEvent.click(await screen.findByRole('button', { name: 'Prowadź' }));
    expect(screen.getByText(/Dokładne miejsce opuści Latarnię/)).toBeTruthy();
    const link = screen.getByRole('link', { name: 'Otwórz mapy' });
    expect(link.getAttribute('href')).toBe('geo:51.950000,19.420000?q=51.950000,19.420000');
  });
});
