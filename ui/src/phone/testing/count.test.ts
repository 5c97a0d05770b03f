import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import type { Component } from 'svelte';
import { describe, expect, it, vi } from 'vitest';

import { problems } from '../../../tests/axe';
import type { CountPlaceCard, CountPlaceRow, CountRow, Session } from '../backend/types';
import Count from '../screens/Count.svelte';
import CountPlace from '../screens/CountPlace.svelte';
import More from '../screens/More.svelte';
import Today from '../screens/Today.svelte';
import BottomBar from '../shell/BottomBar.svelte';
import SavedBar from '../shell/SavedBar.svelte';
import QuestionnaireSheet from '../sheets/QuestionnaireSheet.svelte';
import { asked, blankAsk, record } from '../sheets/questionnaire';
import { questionsOf } from '../words/questionnaires';
import { FakeBackend, NOW } from './fake';
import { show } from './show';

vi.setConfig({ testTimeout: 30_000 });
vi.mock('$shared/map/Map.svelte', async () => await import('./NoMap.svelte'));

const any = (what: unknown) => what as Component<never>;
const none = { answered: 0, refused: 0, only_seen: 0 };

const row: CountRow = {
  id: 'count-1',
  name: 'Liczenie w Latarnowie',
  from_day: '2026-11-21',
  to_day: '2026-11-23',
  form: 'homeless_count',
  running: true,
  closed: null,
  round: 'night',
  rounds: [
    { round: 'night', with_result: 1, places: 2 },
    { round: 'day', with_result: 0, places: 2 },
  ],
  tally: { answered: 2, refused: 1, only_seen: 3 },
  unsent: false,
};
const station: CountPlaceRow = {
  id: 'place-1',
  place: { count: 'count-1', name: 'Dworzec', site_type: 'station', directions: 'od strony torów' },
  distance_m: 120,
  rounds: [
    { round: 'night', result: null, tally: none },
    { round: 'day', result: null, tally: none },
  ],
  tally: none,
  unsent: false,
};
const huts: CountPlaceRow = {
  ...station,
  id: 'place-2',
  place: { count: 'count-1', name: 'Altany', site_type: 'allotment_hut' },
  rounds: [
    { round: 'night', result: 'nobody', tally: none },
    { round: 'day', result: null, tally: none },
  ],
};
const place: CountPlaceCard = { count: row, row: station, questionnaires: [] };

function counting(): FakeBackend {
  return new FakeBackend({
    'count.list': () => [row],
    'count.show': () => ({ row, places: [station, huts], elsewhere: none, volunteers: [] }),
    'count.place': () => place,
    'count.mark': () => ({ id: 'made-1' }),
    'count.ask': () => ({ id: 'made-2' }),
  });
}
const sheet = {
  is: 'questionnaire',
  draft: 'count:count-1:place-1',
  count: 'count-1',
  form: 'homeless_count',
  place: { id: 'place-1', title: 'Dworzec' },
};

describe('the count', () => {
  it('says how far it is, and lists what has no result before what has one', async () => {
    const { container } = await show(any(Count), {}, counting());
    expect(await screen.findByText(/noc: 1 z 2 miejsc/)).toBeTruthy();
    const names = screen.getAllByRole('link').map((one) => one.textContent?.trim() ?? '');
    expect(names[0]).toMatch(/Dworzec.*Jeszcze bez wyniku/s);
    expect(names[1]).toMatch(/Altany.*Nikogo/s);
    for (const [number, what] of [
      ['2', 'odpowiedzi'],
      ['1', 'odmowy'],
      ['3', 'tylko widziane'],
    ] as const) {
      expect(screen.getByText(what).closest('div')?.textContent, what).toContain(number);
    }
    expect(await problems(container)).toEqual([]);
  });

  it('is on the first screen while it runs, and not before or after', async () => {
    const runs = await show(any(Today), {}, counting());
    await runs.phone.today.reload();
    expect(await screen.findByText('Liczenie w Latarnowie')).toBeTruthy();
    runs.unmount();
    const over = new FakeBackend({ 'count.list': () => [{ ...row, running: false }] });
    const { phone } = await show(any(Today), {}, over);
    await phone.today.reload();
    await screen.findByText('Następne miejsca');
    expect(screen.queryByText('Liczenie w Latarnowie')).toBeNull();
  });

  it('takes "nobody" at a place with one touch, and back within the minute', async () => {
    const { backend, container, phone } = await show(
      any(CountPlace),
      { params: { id: 'place-1' } },
      counting(),
    );
    await fireEvent.click(await screen.findByRole('button', { name: 'Nikogo' }));
    await waitFor(() =>
      expect(backend.inputs('count.mark')).toMatchObject([{ place: 'place-1', result: 'nobody' }]),
    );
    expect(await problems(container)).toEqual([]);
    await show(any(SavedBar), {}, backend);
    await phone.saved?.undo?.();
    expect(backend.inputs('event.take_back')).toMatchObject([{ ids: ['made-1'] }]);
  });
});

describe('a questionnaire', () => {
  it.each([
    ['Odmawia', 'refused'],
    ['Tylko widziana', 'only_seen'],
  ])('needs a tile and "save" where somebody is %s', async (tile, outcome) => {
    const { backend, container } = await show(any(QuestionnaireSheet), { sheet }, counting());
    await fireEvent.click(screen.getByRole('button', { name: tile }));
    expect(await problems(container)).toEqual([]);
    await fireEvent.click(screen.getByRole('button', { name: 'Zapisz' }));
    await waitFor(() =>
      expect(backend.inputs('count.ask')).toMatchObject([
        { count: 'count-1', place: 'place-1', outcome, answers: [], unanswered: [] },
      ]),
    );
  });

  it('asks one question after the other, keeps "no answer" apart from "not asked", and every one can be left out', async () => {
    const { backend, container } = await show(any(QuestionnaireSheet), { sheet }, counting());
    await fireEvent.click(screen.getByRole('button', { name: 'Odpowiada' }));
    await fireEvent.click(screen.getByRole('button', { name: 'Zacznij pytać' }));
    expect(await problems(container)).toEqual([]);
    await fireEvent.click(screen.getByRole('radio', { name: 'Kobieta' }));
    expect(await screen.findByRole('heading', { name: 'Wiek' })).toBeTruthy();
    await fireEvent.click(screen.getByRole('radio', { name: 'Nie chce odpowiedzieć' }));
    expect(await screen.findByRole('heading', { name: 'Rok urodzenia' })).toBeTruthy();
    await fireEvent.input(screen.getByLabelText('Rok urodzenia'), { target: { value: '1971' } });
    await fireEvent.click(await screen.findByRole('button', { name: 'Dalej' }));
    expect(await screen.findByRole('heading', { name: 'Obywatelstwo' })).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Pomiń' }));
    await fireEvent.click(screen.getByRole('button', { name: 'Zakończ i zapisz' }));
    await waitFor(() =>
      expect(backend.inputs('count.ask')).toMatchObject([
        {
          outcome: 'answered',
          answers: ['sex:female', 'birth_year:1971'],
          unanswered: ['age:declines_to_say'],
        },
      ]),
    );
  });

  it('takes no number that is no year', async () => {
    const { backend } = await show(any(QuestionnaireSheet), { sheet }, counting());
    await fireEvent.click(screen.getByRole('button', { name: 'Odpowiada' }));
    await fireEvent.click(screen.getByRole('button', { name: 'Zacznij pytać' }));
    await fireEvent.click(screen.getByRole('button', { name: 'Pomiń' }));
    await fireEvent.click(screen.getByRole('button', { name: 'Pomiń' }));
    await fireEvent.input(await screen.findByLabelText('Rok urodzenia'), { target: { value: '1790' } });
    expect(await screen.findByText(/Liczba od 1915/)).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Zakończ i zapisz' }));
    await waitFor(() => expect(backend.inputs('count.ask')).toMatchObject([{ answers: [] }]));
  });

  it('is there again where it was left', async () => {
    const backend = counting();
    const form = { ...blankAsk(NOW), outcome: 'answered', step: 2, answers: { sex: ['male'] } };
    backend.drafts.set(sheet.draft, { sheet, form });
    await show(any(QuestionnaireSheet), { sheet }, backend);
    expect(await screen.findByRole('heading', { name: 'Wiek' })).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Zakończ i zapisz' }));
    await waitFor(() => expect(backend.inputs('count.ask')).toMatchObject([{ answers: ['sex:male'] }]));
  });

  it('says of whoever refused only what can be seen', () => {
    const questions = questionsOf('homeless_count');
    expect(asked(questions, 'refused').map((one) => one.key)).toEqual(['sex', 'age']);
    const form = { ...blankAsk(NOW), outcome: 'refused', answers: { sex: ['male'], income: ['work'] } };
    expect(record({ ...form, unanswered: { age: 'declines_to_say' } }, questions)).toEqual({
      answers: ['sex:male'],
      unanswered: [],
    });
  });
});

describe("a volunteer's phone", () => {
  it('leads to the count and nowhere else', async () => {
    const session: Session = {
      state: 'open',
      vaults: [],
      worker: { id: 'worker-9', name: 'Wiktor Leszczyna', role: 'volunteer', organisation: 'Centrum' },
    };
    const backend = new FakeBackend({ 'session.show': () => session, 'count.list': () => [row] });
    const bar = await show(any(BottomBar), {}, backend);
    expect(screen.getAllByRole('link').map((one) => one.textContent?.trim())).toEqual(['Liczenie', 'Więcej']);
    bar.unmount();
    await show(any(More), {}, backend);
    for (const hidden of [/Tydzień/, /Zadania/, /Zgłoszenia/, /Placówki/]) {
      expect(screen.queryByRole('link', { name: hidden })).toBeNull();
    }
    expect(screen.getByRole('link', { name: /Wysyłanie|Synchronizacja|Dane/ })).toBeTruthy();
  });
});
