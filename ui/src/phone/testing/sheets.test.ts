import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import type { Component } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { clock } from '$shared/format';

import { problems } from '../../../tests/axe';
import { Failure, type Input } from '../backend';
import type { Position } from '../backend/types';
import Today from '../screens/Today.svelte';
import ContactSheet from '../sheets/ContactSheet.svelte';
import InterventionSheet from '../sheets/InterventionSheet.svelte';
import ConsentSheet from '../sheets/ConsentSheet.svelte';
import LevelSheet from '../sheets/LevelSheet.svelte';
import OutingSheet from '../sheets/OutingSheet.svelte';
import PersonSheet from '../sheets/PersonSheet.svelte';
import SiteSheet from '../sheets/SiteSheet.svelte';
import VisitSheet from '../sheets/VisitSheet.svelte';
import { Phone, phoneKey } from '../state/phone.svelte';
import type { Sheet } from '../state/sheet';
import { dayFrom } from '../words/moments';
import { FakeBackend, fakeDevice, outing } from './fake';
import { show } from './show';

vi.mock('$shared/map/Map.svelte', async () => await import('./NoMap.svelte'));
vi.setConfig({ testTimeout: 30_000 });

const here: Position = { lat: 51.95, lon: 19.42, accuracy_m: 12, source: 'fix' };

/** Opens a sheet on an opened phone that stands at a site. */
async function openSheet(
  what: unknown,
  sheet: Sheet,
  backend = new FakeBackend(),
  at: Position | 'denied' = here,
) {
  const phone = new Phone(backend, fakeDevice(at));
  await phone.open();
  phone.sheet = sheet;
  const options = { props: { sheet }, context: new Map([[phoneKey, phone]]) };
  const shown = render(what as Component<{ sheet: Sheet }>, options);
  return { phone, backend, ...shown };
}
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));
const newContact: Sheet = { is: 'contact', draft: 'contact:new:1' };

describe('every sheet', () => {
  const sheets: [string, unknown, Sheet][] = [
    ['contact', ContactSheet, newContact],
    ['intervention', InterventionSheet, { is: 'intervention', draft: 'i' }],
    ['visit', VisitSheet, { is: 'visit', draft: 'v', site: { id: 'site-1', title: 'Węzeł' } }],
    ['outing', OutingSheet, { is: 'outing', draft: 'outing' }],
    ['site', SiteSheet, { is: 'site', draft: 's', id: 'site-1' }],
    ['person', PersonSheet, { is: 'person', draft: 'p', id: 'person-1' }],
    ['consent', ConsentSheet, { is: 'consent', draft: 'k', person: 'person-1', purpose: 'photo' }],
    ['level', LevelSheet, { is: 'level', draft: 'l', id: 'person-1' }],
  ];
  it.each(sheets)('%s is a named dialog and sound, also with everything unfolded', async (_, what, sheet) => {
    const { container } = await openSheet(what, sheet);
    expect(screen.getByRole('dialog').getAttribute('aria-labelledby')).toBeTruthy();
    for (const fold of container.querySelectorAll<HTMLElement>('h3 > button[aria-expanded="false"]'))
      await fireEvent.click(fold);
    await new Promise((settle) => setTimeout(settle));
    expect(await problems(container)).toEqual([]);
  });
});

describe('a new contact', () => {
  it('saves after two touches, without a name, at the site one stands at', async () => {
    const { backend, phone } = await openSheet(ContactSheet, newContact);
    await screen.findByRole('button', { name: /Miejsce: Węzeł ciepłowniczy/ });
    await press('Spotkanie');
    await press('Zapisz');
    await waitFor(() => expect(backend.inputs('contact.record')).toHaveLength(1));
    const [sent] = backend.inputs('contact.record') as Input<'contact.record'>[];
    expect(sent).toMatchObject({
      contact: { kind: 'met', site: 'site-1', outing: 'outing-1', heads: 1 },
      given: [],
      draft: 'contact:new:1',
    });
    expect(phone.sheet).toBeUndefined();
    await waitFor(() => expect(phone.saved?.undo).toBeTruthy());
    await phone.saved?.undo?.();
    expect(backend.inputs('event.take_back')).toMatchObject([{ ids: ['contact-9'] }]);
  });

  it('saves without a place where there is no position', async () => {
    const { backend } = await openSheet(ContactSheet, newContact, new FakeBackend(), 'denied');
    await screen.findByRole('button', { name: /Bez miejsca/ });
    await press('Nikogo');
    await press('Zapisz');
    await waitFor(() => expect(backend.inputs('contact.record')).toHaveLength(1));
    expect(backend.inputs('contact.record')[0]).toMatchObject({ contact: { kind: 'no_one', heads: 0 } });
    expect(backend.inputs('contact.record')[0]).not.toHaveProperty('contact.site', expect.anything());
  });

  it('keeps what is typed and takes it up again', async () => {
    const first = await openSheet(ContactSheet, newContact);
    await press('Notatka');
    await fireEvent.input(screen.getByLabelText('Notatka'), { target: { value: 'Prosi o śpiwór' } });
    await first.phone.drafts.flush();
    first.unmount();
    await openSheet(ContactSheet, newContact, first.backend);
    await screen.findByText('Wracasz do niedokończonego wpisu');
    await press(/^Notatka/);
    expect(screen.getByLabelText('Notatka')).toHaveProperty('value', 'Prosi o śpiwór');
  });

  it('keeps nothing of a sheet that nobody touched', async () => {
    const { backend, phone } = await openSheet(ContactSheet, newContact);
    await screen.findByRole('button', { name: /Miejsce: Węzeł ciepłowniczy/ });
    await press('Zamknij');
    await phone.drafts.flush();
    expect(backend.drafts.size).toBe(0);
    expect(phone.sheet).toBeUndefined();
  });

  it('stays open with everything typed when the disk is full', async () => {
    const full = new FakeBackend({ 'contact.record': () => Promise.reject(new Failure('disk_full')) });
    const { phone } = await openSheet(ContactSheet, newContact, full);
    await press('Spotkanie');
    await press('Zapisz');
    expect(await screen.findByText('W telefonie nie ma miejsca')).toBeTruthy();
    expect(phone.sheet).toBeTruthy();
  });

  it('counts a person known only by a label as new', async () => {
    const { backend } = await openSheet(ContactSheet, newContact);
    await press('Spotkanie');
    await press(/^Kto/);
    await press('Nowa osoba');
    await fireEvent.input(screen.getByLabelText('Jak ją nazywamy'), { target: { value: 'Czerwona kurtka' } });
    await press('Zapisz');
    await waitFor(() => expect(backend.inputs('contact.record')).toHaveLength(1));
    const [sent] = backend.inputs('contact.record') as Input<'contact.record'>[];
    expect(sent?.new_person).toMatchObject({ label: 'Czerwona kurtka', level: 'level_1' });
    expect(sent?.contact.heads).toBeUndefined();
  });
});

describe('a save without an answer', () => {
  it('counts as saved exactly if its draft is gone when the app is back', async () => {
    const backend = new FakeBackend({
      'contact.record': () => {
        backend.drafts.delete(newContact.draft);
        return Promise.reject(new Failure('gone'));
      },
    });
    const { phone } = await openSheet(ContactSheet, newContact, backend);
    const stop = phone.start();
    await press('Spotkanie');
    await press('Zapisz');
    await waitFor(() => expect(backend.inputs('contact.record')).toHaveLength(1));
    expect(phone.sheet).toBeTruthy();
    backend.tell('gone');
    backend.tell('back');
    await waitFor(() => expect(phone.saved?.text).toBe('Kontakt zapisany w telefonie'));
    expect(phone.sheet).toBeUndefined();
    stop();
  });
});

describe('an intervention', () => {
  it('is done in six touches with three times, and is looked at again the next day', async () => {
    const { backend } = await openSheet(InterventionSheet, { is: 'intervention', draft: 'i' });
    await fireEvent.click(screen.getByRole('link', { name: /^112/ }));
    await press('przyjechali: zapisz teraz');
    await press('przekazane: zapisz teraz');
    await fireEvent.click(screen.getByLabelText('Wychłodzenie'));
    await press('Zapisz');
    await waitFor(() => expect(backend.inputs('intervention.record')).toHaveLength(1));
    const [sent] = backend.inputs('intervention.record') as Input<'intervention.record'>[];
    expect(sent?.intervention).toMatchObject({
      reason: 'hypothermia',
      services: ['emergency_112'],
      called_at: { ms: expect.any(Number) as number },
      arrived_at: { ms: expect.any(Number) as number },
      handed_over_at: { ms: expect.any(Number) as number },
      follow_up_on: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) as string,
    });
  });

  it('says whom it is about by two touches, and that it is about nobody known', async () => {
    const { backend } = await openSheet(InterventionSheet, { is: 'intervention', draft: 'i' });
    await fireEvent.click(await screen.findByRole('button', { name: /^Kto: Nikt znany/ }));
    await fireEvent.click(await screen.findByRole('button', { name: /^Ela od kotów/ }));
    await press(/^Kto: Ela od kotów/);
    await press('Nikt znany');
    await press(/^Kto: Nikt znany/);
    await fireEvent.click(await screen.findByRole('button', { name: /^Ela od kotów/ }));
    await fireEvent.click(screen.getByLabelText('Wychłodzenie'));
    await press('Zapisz');
    await waitFor(() => expect(backend.inputs('intervention.record')).toHaveLength(1));
    expect(backend.inputs('intervention.record')[0]).toMatchObject({ intervention: { person: 'person-1' } });
  });

  it('is about whom the sheet below it is about', async () => {
    const { phone } = await openSheet(ContactSheet, {
      ...newContact,
      person: { id: 'person-1', title: 'Ela' },
      site: { id: 'site-1', title: 'Węzeł' },
    } as Sheet);
    phone.danger.begin();
    expect(phone.danger.sheet).toMatchObject({ person: { id: 'person-1' }, site: { id: 'site-1' } });
  });

  it('half-typed within a contact is kept with it, and saved with it only when it says what the danger is', async () => {
    const first = await openSheet(ContactSheet, newContact);
    const danger = () => within(screen.getByRole('dialog', { name: 'Interwencja' }));
    await press('Spotkanie');
    await press('Interwencja');
    await press('Otwórz kartę interwencji');
    await fireEvent.click(danger().getByRole('link', { name: /^112/ }));
    await first.phone.drafts.flush();
    first.unmount();

    const { backend, phone } = await openSheet(ContactSheet, newContact, first.backend);
    await waitFor(() => expect(danger().getByRole('button', { name: /^wezwane: \d\d:\d\d/ })).toBeTruthy());
    await fireEvent.click(danger().getByRole('button', { name: 'Zamknij' }));
    await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Interwencja' })).toBeNull());
    expect(backend.drafts.size).toBe(1);
    await press('Zapisz');
    expect(backend.inputs('contact.record')).toHaveLength(0);
    await waitFor(() => danger());
    await fireEvent.click(danger().getByLabelText('Wychłodzenie'));
    await fireEvent.click(danger().getByRole('button', { name: 'Dołącz do kontaktu' }));
    await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Interwencja' })).toBeNull());
    await press('Zapisz');
    await waitFor(() => expect(backend.inputs('contact.record')).toHaveLength(1));
    expect(backend.inputs('contact.record')[0]).toMatchObject({
      contact: { kind: 'met' },
      intervention: { reason: 'hypothermia', services: ['emergency_112'], site: 'site-1' },
    });
    expect(phone.sheet).toBeUndefined();
  });

  it('lets a stamped time be set right', async () => {
    await openSheet(InterventionSheet, { is: 'intervention', draft: 'i' });
    await press('przyjechali: zapisz teraz');
    await press(/^przyjechali: \d\d:\d\d\. Popraw/);
    await fireEvent.change(screen.getByLabelText('Godzina: przyjechali'), { target: { value: '23:19' } });
    expect(await screen.findByRole('button', { name: 'przyjechali: 23:19. Popraw' })).toBeTruthy();
  });
});

describe('an outing', () => {
  beforeEach(() => localStorage.clear());
  afterEach(() => localStorage.clear());

  it('alone wants a reason; with the partner of last time it does not', async () => {
    const first = await openSheet(OutingSheet, { is: 'outing', draft: 'outing' });
    await screen.findByLabelText('Bartek Lis');
    const begin = () => screen.getByRole('button', { name: 'Zacznij wyjście' });
    expect(begin()).toHaveProperty('disabled', true);
    await fireEvent.click(screen.getByLabelText('Bartek Lis'));
    expect(screen.queryByLabelText('Dlaczego w pojedynkę')).toBeNull();
    await fireEvent.click(begin());
    await waitFor(() => expect(first.backend.inputs('outing.start')).toHaveLength(1));
    expect(first.backend.inputs('outing.start')[0]).toMatchObject({
      outing: { crew: ['worker-1', 'worker-2'], area: 'area-1' },
    });
    first.unmount();
    await openSheet(OutingSheet, { is: 'outing', draft: 'outing' });
    expect(await screen.findByLabelText('Bartek Lis')).toHaveProperty('checked', true);
  });

  it('is planned for an evening to come, without saying when to be back', async () => {
    const { backend } = await openSheet(OutingSheet, { is: 'outing', draft: 'outing' });
    await fireEvent.click(await screen.findByLabelText('Bartek Lis'));
    await fireEvent.click(screen.getByLabelText('na później'));
    expect(screen.queryByRole('group', { name: 'Powrót do' })).toBeNull();
    await fireEvent.input(screen.getByLabelText('O której'), { target: { value: '21:15' } });
    await press('Zapisz w planie');
    await waitFor(() => expect(backend.inputs('outing.start')).toHaveLength(1));
    const [{ outing: plan }] = backend.inputs('outing.start') as [Input<'outing.start'>];
    expect(plan).toMatchObject({ meant: true, crew: ['worker-1', 'worker-2'], on: dayFrom(Date.now(), 1) });
    expect(plan.return_by).toBeUndefined();
    expect(plan.started && clock(plan.started.ms)).toBe('21:15');
  });

  it('that was planned is set out on from the first screen, or called off', async () => {
    const soon = { ...outing, id: 'outing-7', started: Date.now() + 86_400_000 };
    const backend = new FakeBackend({
      'today.show': () => ({ outing: null, frost: null, planned: [soon], due: [], more_due: 0 }),
    });
    const { phone } = await show(Today as never, {}, backend);
    await fireEvent.click(await screen.findByRole('button', { name: /^Jutro, .*Anna Nowak \+ Bartek Lis/ }));
    const dialog = await screen.findByRole('dialog');
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Zacznij wyjście' }));
    expect(phone.sheet).toMatchObject({ is: 'outing', planned: { id: 'outing-7' } });
    await openSheet(OutingSheet, phone.sheet as never, backend);
    await waitFor(() => expect(screen.getByLabelText('Bartek Lis')).toHaveProperty('checked', true));
    const begin = screen.getAllByRole('button', { name: 'Zacznij wyjście' }).at(-1);
    await fireEvent.click(begin as HTMLElement);
    await waitFor(() => expect(backend.inputs('outing.set_out')).toHaveLength(1));
    expect(backend.inputs('outing.set_out')[0]).toMatchObject({ id: 'outing-7', outing: { area: 'area-1' } });
  });
});

describe('editing', () => {
  it('sends only what was changed', async () => {
    const { backend } = await openSheet(PersonSheet, { is: 'person', draft: 'p', id: 'person-1' });
    await waitFor(() =>
      expect(screen.getByLabelText('Jak ją nazywamy')).toHaveProperty('value', 'Ela od kotów'),
    );
    await fireEvent.input(screen.getByLabelText('Ostrzeżenie dla zespołu'), { target: { value: 'Pies' } });
    await press('Zapisz');
    await waitFor(() => expect(backend.inputs('person.edit')).toHaveLength(1));
    expect(backend.inputs('person.edit')[0]).toMatchObject({ id: 'person-1', fields: { hazard: 'Pies' } });
    expect(Object.keys((backend.inputs('person.edit')[0] as { fields: object }).fields)).toEqual(['hazard']);
  });
});
