import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';

import { problems } from '../../../tests/axe';
import type { Input } from '../backend';
import type { ReferralRow } from '../backend/types';
import Person from '../screens/Person.svelte';
import Report from '../screens/Report.svelte';
import Reports from '../screens/Reports.svelte';
import Ladder from '../screens/person/Ladder.svelte';
import Rights from '../screens/Rights.svelte';
import Site from '../screens/Site.svelte';
import Successes from '../screens/Successes.svelte';
import Tasks from '../screens/Tasks.svelte';
import Today from '../screens/Today.svelte';
import Week from '../screens/Week.svelte';
import ContactSheet from '../sheets/ContactSheet.svelte';
import PersonSheet from '../sheets/PersonSheet.svelte';
import ReferralSheet from '../sheets/ReferralSheet.svelte';
import ReportSheet from '../sheets/ReportSheet.svelte';
import TaskSheet from '../sheets/TaskSheet.svelte';
import { dayFrom } from '../words/moments';
import { dueWords, today } from '../words/tasks';
import { contact, FakeBackend, personCard, referral, siteCard } from './fake';
import { show } from './show';

vi.mock('$shared/map/Map.svelte', async () => await import('./NoMap.svelte'));
vi.setConfig({ testTimeout: 30_000 });

const ela = { id: 'person-1', title: 'Ela od kotów' };
const stay: ReferralRow = {
  ...referral,
  referral: { ...referral.referral, result: 'admitted', result_on: dayFrom(Date.now(), -3) },
};
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));
const touch = (name: string | RegExp) => fireEvent.click(screen.getByLabelText(name));
const settled = () => new Promise((settle) => setTimeout(settle, 20));

describe('every screen and sheet of case work', () => {
  const all: [string, unknown, Record<string, unknown>][] = [
    ['tasks', Tasks, {}],
    ['week', Week, {}],
    ['reports', Reports, {}],
    ['report', Report, { params: { id: 'report-1' } }],
    ['person', Person, { params: { id: 'person-1' } }],
    ['rights', Rights, { params: { id: 'person-1' } }],
    ['successes', Successes, { params: { id: 'person-1' } }],
    ['new task', TaskSheet, { sheet: { is: 'task', draft: 't' } }],
    ['task', TaskSheet, { sheet: { is: 'task', draft: 't', id: 'task-1' } }],
    ['referral', ReferralSheet, { sheet: { is: 'referral', draft: 'r', person: ela } }],
    ['answer', ReportSheet, { sheet: { is: 'report', draft: 'a', id: 'report-1' } }],
  ];
  it.each(all)('%s is sound, also unfolded', async (_, what, props) => {
    const { container } = await show(what as never, props);
    await settled();
    for (const fold of container.querySelectorAll<HTMLElement>('h3 > button[aria-expanded="false"]'))
      await fireEvent.click(fold);
    await settled();
    expect(await problems(container)).toEqual([]);
  });
});

describe('tasks', () => {
  it('stand on the first screen and are ticked there, for a minute to be taken back', async () => {
    const { backend, phone } = await show(Today as never);
    await fireEvent.click(await screen.findByRole('checkbox', { name: 'Zrobione: Zanieść buty' }));
    await waitFor(() => expect(phone.saved?.undo).toBeTruthy());
    await phone.saved?.undo?.();
    const states = (backend.inputs('task.edit') as Input<'task.edit'>[]).map(({ fields }) => fields);
    expect(states).toEqual([{ state: 'done' }, { state: 'open' }]);
  });

  it('are given a day and left to the crew', async () => {
    const sheet = { is: 'task', draft: 't', person: ela };
    const { backend } = await show(TaskSheet as never, { sheet });
    await fireEvent.input(screen.getByLabelText('Co jest do zrobienia'), { target: { value: 'śpiwór' } });
    await touch('załoga, która będzie w terenie');
    await press('Zapisz');
    await waitFor(() => expect(backend.inputs('task.add')).toHaveLength(1));
    const [{ task }] = backend.inputs('task.add') as [Input<'task.add'>];
    expect(task).toMatchObject({ what: 'śpiwór', person: 'person-1', kind: 'other' });
    expect(task.worker).toBeUndefined();
    expect(task.due_minute).toBeUndefined();
  });

  it('have an hour if one was agreed, and say it', async () => {
    const { backend } = await show(TaskSheet as never, { sheet: { is: 'task', draft: 't', person: ela } });
    await fireEvent.input(screen.getByLabelText('Co jest do zrobienia'), { target: { value: 'lekarz' } });
    await fireEvent.input(screen.getByLabelText(/^Godzina/), { target: { value: '10:30' } });
    await press('Zapisz');
    await waitFor(() => expect(backend.inputs('task.add')).toHaveLength(1));
    expect(backend.inputs('task.add')[0]).toMatchObject({ task: { due_minute: 630 } });
    const now = Date.parse('2026-11-23T09:00:00Z');
    expect(dueWords({ due: '2026-11-24', due_minute: 605 }, now)).toBe('jutro 10:05');
    expect(dueWords({ due: '2026-11-23' }, now)).toBe('dzisiaj');
  });
});

describe('a referral', () => {
  it('cannot be saved before the person has agreed', async () => {
    const sheet = { is: 'referral', draft: 'r', person: ela };
    const { backend } = await show(ReferralSheet as never, { sheet });
    await fireEvent.click(await screen.findByRole('button', { name: /Noclegownia przy Młynie/ }));
    const save = screen.getByRole('button', { name: 'Najpierw zgoda osoby' });
    expect(save).toHaveProperty('disabled', true);
    await touch('Ustnie');
    await press('Zapisz skierowanie');
    await waitFor(() => expect(backend.inputs('referral.make')).toHaveLength(1));
    expect(backend.inputs('referral.make')[0]).toMatchObject({
      referral: { person: 'person-1', facility: 'facility-1', consent: true, consent_how: 'oral' },
    });
  });

  it('of somebody without a card begins at the contact and is told with it', async () => {
    const met = { ...contact, person: null, person_label: null, referrals: [referral] };
    const backend = new FakeBackend({ 'site.show': () => ({ ...siteCard, history: [met] }) });
    const { phone } = await show(Site as never, { params: { id: 'site-1' } }, backend);
    await fireEvent.click(await screen.findByRole('button', { name: /^Skieruj/ }));
    expect(phone.sheet).toMatchObject({ is: 'referral', contact: { id: 'contact-1' } });
    expect(await screen.findByText('Noclegownia przy Młynie')).toBeTruthy();
    await touch(/^przyję/i);
    await waitFor(() => expect(backend.inputs('referral.edit')).toHaveLength(1));
    expect(backend.inputs('referral.edit')[0]).toMatchObject({
      id: 'referral-1',
      fields: { result: 'admitted', refusal: null, left_on: null },
    });
  });

  it('that became a stay says since when, and until when', async () => {
    const backend = new FakeBackend({ 'referral.list': () => [stay] });
    await show(Ladder as never, { person: ela }, backend);
    await fireEvent.click(await screen.findByRole('button', { name: 'Zmień daty' }));
    const [since, until] = ['Od kiedy tam jest', 'Ostatni dzień tam'].map((name) =>
      screen.getByRole('group', { name }),
    );
    await fireEvent.click(within(since as HTMLElement).getByLabelText('wczoraj'));
    await fireEvent.click(within(until as HTMLElement).getByLabelText('dziś'));
    await press('Zapisz');
    await waitFor(() => expect(backend.inputs('referral.edit')).toHaveLength(1));
    const [{ fields }] = backend.inputs('referral.edit') as [Input<'referral.edit'>];
    expect(fields).toEqual({ result_on: dayFrom(Date.now(), -1), left_on: today() });
  });
});

describe('a report', () => {
  it('is answered with "not found" and traces in four touches', async () => {
    const sheet = { is: 'report', draft: 'a', id: 'report-1' };
    const { backend, phone } = await show(ReportSheet as never, { sheet });
    await settled();
    await touch(/^Nie znaleziono/);
    await touch('tak, ślady bytowania');
    await press(/^Zapisz/);
    await waitFor(() => expect(backend.inputs('report.answer')).toHaveLength(1));
    expect(backend.inputs('report.answer')[0]).toMatchObject({
      visit: { answer: 'not_found', result: 'traces_only', site: 'site-1', outing: 'outing-1', heads: 0 },
    });
    expect(phone.sheet).toBeUndefined();
  });

  it('leads to the contact with whoever was found', async () => {
    const sheet = { is: 'report', draft: 'a', id: 'report-1' };
    const { phone } = await show(ReportSheet as never, { sheet });
    await settled();
    await touch(/^Osoba już znana/);
    await press(/^Zapisz/);
    await waitFor(() => expect(phone.sheet).toMatchObject({ is: 'contact', site: { id: 'site-1' } }));
  });
});

describe('a contact', () => {
  const sheet = { is: 'contact', draft: 'c', person: ela };

  it('says where somebody lives, what was done in which role, and what succeeded', async () => {
    const { backend } = await show(ContactSheet as never, { sheet });
    await press('Spotkanie');
    await press('Co zrobiliśmy razem');
    await fireEvent.click(await screen.findByLabelText('Towarzyszenie do lekarza'));
    await fireEvent.click(screen.getByLabelText('Wspieranie'));
    await press('Gdzie teraz mieszka');
    await fireEvent.click(await screen.findByLabelText(/^Bez dachu nad głową/));
    await touch(/^Pustostan, piwnica/);
    await press('Co się udało');
    await fireEvent.input(screen.getByLabelText('Co się udało'), { target: { value: 'Ma dowód' } });
    await press('Zapisz');
    await waitFor(() => expect(backend.inputs('contact.record')).toHaveLength(1));
    expect(backend.inputs('contact.record')[0]).toMatchObject({
      contact: { living: 'rough', living_place: 'uninhabitable', success: 'Ma dowód' },
      done: [{ kind: 'accompany_doctor', role: 'supporting' }],
    });
  });

  it('keeps apart why a question has no answer, unless it is answered after all', async () => {
    const { backend } = await show(ContactSheet as never, { sheet });
    await press('Spotkanie');
    await press('Gdzie teraz mieszka');
    const silent = async (name: RegExp, value: string) =>
      fireEvent.change(await screen.findByLabelText(name), { target: { value } });
    await silent(/^Dlaczego bez odpowiedzi: Sytuacja/, 'declines_to_say');
    await press('Czego trzeba');
    await silent(/^Dlaczego bez odpowiedzi: Czego/, 'does_not_know');
    await touch('Śpiwór, koc');
    await press('Zapisz');
    await waitFor(() => expect(backend.inputs('contact.record')).toHaveLength(1));
    const [{ contact: saved }] = backend.inputs('contact.record') as [Input<'contact.record'>];
    expect(saved.unanswered).toEqual(['living:declines_to_say']);
  });

  it('with somebody under 18 is never "only seen", and offers the intervention', async () => {
    await show(ContactSheet as never, { sheet: { is: 'contact', draft: 'c' } });
    await press('Tylko widziany');
    await press(/^Kto/);
    await touch(/0.*17/);
    expect(screen.getByRole('button', { name: 'Tylko widziany' })).toHaveProperty('disabled', true);
    expect(screen.getByRole('alert').textContent).toContain('niepełnoletnia');
    await press('Otwórz kartę interwencji');
    expect(await screen.findByRole('dialog', { name: 'Interwencja' })).toBeTruthy();
  });

  it('with somebody known who is under 18 is never "only seen" either', async () => {
    const child = { ...personCard, row: { ...personCard.row, minor: true } };
    const backend = new FakeBackend({ 'person.show': () => child });
    const person = { id: 'person-1', title: 'Ela od kotów' };
    await show(ContactSheet as never, { sheet: { is: 'contact', draft: 'c', person } }, backend);
    expect((await screen.findByRole('alert')).textContent).toContain('niepełnoletnia');
    expect(screen.getByRole('button', { name: 'Tylko widziany' })).toHaveProperty('disabled', true);
  });
});

describe('a person', () => {
  it('is named while typing if she may be known, with the reasons, and nothing is blocked', async () => {
    const { backend } = await show(PersonSheet as never, { sheet: { is: 'person', draft: 'p' } });
    await settled();
    await fireEvent.input(screen.getByLabelText('Jak ją nazywamy'), { target: { value: 'Ela kocia' } });
    expect(await screen.findByText(/podobnie brzmi, też ur\. 1957/)).toBeTruthy();
    await press('Zapisz');
    await waitFor(() => expect(backend.inputs('person.add')).toHaveLength(1));
  });

  it('may leave a question without an answer, and why is kept', async () => {
    const { backend } = await show(PersonSheet as never, {
      sheet: { is: 'person', draft: 'p', id: 'person-1' },
    });
    await settled();
    await press(/^Imię, wiek, wygląd/);
    const why = screen.getByLabelText('Dlaczego bez odpowiedzi: Rok urodzenia');
    await fireEvent.change(why, { target: { value: 'declines_to_say' } });
    await press('Zapisz');
    await waitFor(() => expect(backend.inputs('person.edit')).toHaveLength(1));
    expect(backend.inputs('person.edit')[0]).toMatchObject({
      fields: { unanswered: ['birth_year:declines_to_say'] },
    });
  });

  it('is shown what succeeded and nothing else', async () => {
    const told = {
      ...contact,
      form: { kind: 'met', success: 'Złożyła wniosek', note: 'Kaszle od tygodnia' },
    };
    const backend = new FakeBackend({ 'person.show': () => ({ ...personCard, history: [told] }) });
    const { container } = await show(Successes as never, { params: { id: 'person-1' } }, backend);
    await screen.findByText('Złożyła wniosek');
    expect(container.textContent).not.toMatch(/Kaszle|Ela|Pies|600 100 200/);
  });

  it('is told the rights in four languages, and that is noted', async () => {
    const { backend } = await show(Rights as never, { params: { id: 'person-1' } });
    await touch('Русский');
    expect(screen.getByText(/MOPS Latarnowo/)).toBeTruthy();
    await press('Powiedziano, zapisz');
    await waitFor(() => expect(backend.inputs('person.edit')).toHaveLength(1));
    expect(backend.inputs('person.edit')[0]).toMatchObject({ fields: { informed_how: 'told' } });
  });
});

describe('the week', () => {
  it('names whom nobody met, what is due, and what waits for a look', async () => {
    await show(Week as never);
    const list = async (name: string) => (await screen.findByRole('list', { name })).textContent;
    expect(await list('Bez spotkania w tym tygodniu')).toMatch(/^[^Z]*Ela od kotów/);
    expect(await list('Bez spotkania w tym tygodniu')).not.toContain('Zenek');
    expect(await list('Zadania na dziś i zaległe')).toContain('Zanieść buty');
    expect(await list('Programy do wspólnego przejrzenia')).toContain('16 dni temu');
  });
});
