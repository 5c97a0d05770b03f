import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { toasts } from '$shared/ui/toasts.svelte';

import { problems } from '../../tests/axe';
import App from './App.svelte';
import {
  administrator,
  device,
  HOUR,
  No,
  NOW,
  outing,
  person,
  serve,
  site,
  standIns,
  supervisor,
} from './testing/server';

// The map library needs a graphics card; the page must do without it as well.
vi.mock('$shared/map/MapView', () => ({ MapView: { open: () => Promise.reject(new Error('no graphics')) } }));

let answers: Record<string, unknown>;
let asked: ReturnType<typeof serve>;

beforeEach(() => {
  vi.setSystemTime(NOW);
  standIns();
  answers = {
    'GET /v1/session': supervisor,
    'GET /v1/areas': [{ id: 'a1', name: 'Zatorze' }],
    'GET /v1/sites': [site({}), site({ id: 's2', name: 'Altany', mark: 'danger', frost_risk: true })],
    'GET /v1/sites/s1': {
      row: site({}),
      site: { category: 'heating_duct' },
      photos: [],
      same: [],
      different: [],
      disputed: [{ field: 'state', values: [] }],
      people: [person({})],
      history: [],
    },
    'GET /v1/people': [person({}), person({ id: 'p2', label: 'Profesor' })],
    'GET /v1/people/p1': {
      row: person({}),
      person: { label: 'Marynarz', phone: '000 000 000' },
      restricted: false,
      same: [person({ id: 'p3', label: 'Marian' })],
      different: [person({ id: 'p4', label: 'Marynia' })],
      disputed: [],
      history: [],
    },
    'GET /v1/outings': [
      outing({}),
      outing({ id: 'o2', crew_names: ['Celina Mróz', 'Dawid Leśny'], return_by: NOW - HOUR }),
    ],
    'GET /v1/devices': [device({})],
    'GET /v1/workers': [{ id: 'w3', name: 'Anna Wilk', role: 'streetworker', areas: ['a1'], left: false }],
    'POST /v1/enrolments': { code: 'K7QP-3MXD-2F', expires: NOW + 600_000, link: '', qr_svg: '<svg/>' },
    'DELETE /v1/devices/d1': null,
    'GET /v1/review': {
      review: {
        contested: [
          {
            record: 'p1',
            kind: 'person',
            label: 'Marynarz',
            fields: [
              {
                field: 'phone',
                values: [
                  { value: '600 200 200', at: NOW, author: 'Bartek Sowa', record: 'p1' },
                  // Both were written down at once, as a town's data may be.
                  { value: '600 100 100', at: NOW, author: 'Anna Wilk', record: 'p1' },
                ],
              },
            ],
          },
        ],
        after_close: [
          {
            site: 's2',
            name: 'Altany',
            closed: { value: 'closed', at: NOW - 2 * HOUR, author: 'Nadzieja Kierska', record: 's2' },
            events: [],
            edits: [{ field: 'description', at: NOW - HOUR, author: 'Anna Wilk' }],
          },
        ],
        people: [
          {
            one: person({}),
            other: person({ id: 'p2', label: 'Mietek' }),
            reasons: [{ code: 'name_sounds_alike' }, { code: 'seen_near', metres: 1200 }],
          },
        ],
        sites: [],
      },
      aside: [
        {
          device: 'd1',
          seq: 4,
          device_name: 'Telefon 1',
          reason: 'outside_own_areas',
          kind: 'visit',
          at: NOW,
        },
        { device: 'd1', seq: 5, device_name: 'Telefon 1', reason: 'malformed', kind: '', at: null },
      ],
    },
    'POST /v1/quarantine/d1/4': () => null,
    'PATCH /v1/people/p1': {},
    'POST /v1/people/p1/links': () => null,
    'DELETE /v1/people/p1/links/p2': () => null,
    'DELETE /v1/people/p1/different/p4': () => null,
    'POST /v1/people/p1/different': () => null,
    'POST /v1/people/p1/restriction': () => null,
    'POST /v1/people/p1/erasure': () => null,
    'GET /v1/erasures': [
      {
        number: 7,
        at: NOW - HOUR,
        worker: 'w1',
        worker_name: 'Nadzieja Kierska',
        kind: 'person',
        fields: 0,
        phones: 12,
        confirmed: 11,
        missing: [{ device: 'd1', name: 'Telefon 1', worker_name: 'Anna Wilk', last_sync: NOW - 5 * HOUR }],
        backups: { state: 'by', at: NOW + HOUR },
        cut_off: [],
      },
    ],
    'GET /v1/audit': [
      {
        id: 1,
        at: NOW,
        worker: 'w1',
        worker_name: 'Nadzieja Kierska',
        action: 'read',
        kind: 'site',
        record: 's1',
        detail: '',
      },
    ],
  };
  asked = serve(answers);
});
afterEach(() => {
  cleanup();
  toasts.queue = [];
  vi.unstubAllGlobals();
  vi.useRealTimers();
  history.replaceState(null, '', '#');
});

async function open(address: string): Promise<Element> {
  history.replaceState(null, '', `#${address}`);
  window.dispatchEvent(new Event('hashchange'));
  return render(App).container;
}

it('signing in says what is wrong, and how long to wait', async () => {
  answers['GET /v1/session'] = new No(401, 'unauthenticated');
  answers['POST /v1/session'] = new No(401, 'wrong_sign_in');
  const container = await open('/map');
  const name = await screen.findByLabelText('Nazwa użytkownika');
  await fireEvent.click(screen.getByRole('button', { name: 'Zaloguj' }));
  expect(screen.getByText(/Wpisz hasło/)).toBeTruthy();
  await fireEvent.input(name, { target: { value: 'nadzor' } });
  await fireEvent.input(screen.getByLabelText('Hasło'), { target: { value: 'x' } });
  await fireEvent.click(screen.getByRole('button', { name: 'Zaloguj' }));
  expect((await screen.findByRole('alert')).textContent).toContain('Nazwa lub hasło się nie zgadza');
  answers['POST /v1/session'] = new No(429, 'too_many_attempts', [], { 'retry-after': '90' });
  await fireEvent.input(screen.getByLabelText('Hasło'), { target: { value: 'x' } });
  await fireEvent.click(screen.getByRole('button', { name: 'Zaloguj' }));
  await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('za 1:30'));
  expect(await problems(container)).toEqual([]);
});

it('every change carries the header that another origin cannot add', async () => {
  await open('/devices');
  await fireEvent.click(await screen.findByRole('button', { name: /Odłącz.*Anna/ }));
  await fireEvent.click(screen.getByRole('button', { name: 'Odłącz telefon' }));
  await waitFor(() => expect(asked.map(({ what }) => what)).toContain('DELETE /v1/devices/d1'));
  expect(asked.find(({ what }) => what.startsWith('DELETE'))?.headers['x-latarnia']).toBe('1');
});

it('the alarm stands over every screen, in words', async () => {
  await open('/audit');
  const alarm = await screen.findByRole('alert');
  expect(alarm.textContent).toContain('Celina Mróz + Dawid Leśny (Zatorze)');
  expect(alarm.textContent).toContain('spóźnienie 1 godz.');
});

it.each([
  ['/map?site=s1&tab=data', 'Zmień dane miejsca'],
  ['/outings', 'Przebieg wyjścia: Anna Wilk + Bartek Sowa'],
  ['/people?person=p1', 'Dane wrażliwe'],
  ['/review', 'Altany: zamknięte 19:40 — zmiana danych 20:40'],
  ['/review/erasures', 'potwierdzenia: 11 z 12'],
  ['/review/erasures', 'znikną z nich 21 lis 2026'],
  ['/devices', 'Dodaj telefon'],
  ['/audit', 's1'],
])('the screen %s is sound', async (address, shown) => {
  const container = await open(address);
  await waitFor(() => expect(container.querySelector('tbody tr, article, aside dl')).toBeTruthy());
  await waitFor(() => expect(container.innerHTML).toContain(shown));
  expect(await problems(container)).toEqual([]);
});

it('a row that is chosen is written into the address, and sensitive parts wait to be opened', async () => {
  await open('/people');
  await fireEvent.click(await screen.findByRole('button', { name: 'Marynarz' }));
  expect(location.hash).toBe('#/people?person=p1');
  const seal = await screen.findByRole('button', { name: 'Dane wrażliwe' });
  expect(screen.queryByText('000 000 000')).toBeNull();
  await fireEvent.click(seal);
  expect(screen.getByText('000 000 000')).toBeTruthy();
});

it('a column that sorts says so', async () => {
  await open('/map');
  await fireEvent.click(await screen.findByRole('button', { name: 'Ostatnia wizyta' }));
  expect(location.hash).toContain('sort=visit');
  expect(screen.getByRole('columnheader', { name: 'Ostatnia wizyta' }).getAttribute('aria-sort')).toBe(
    'ascending',
  );
});

it('a code for a phone is shown until the phone is there', async () => {
  await open('/devices');
  await fireEvent.click(await screen.findByRole('button', { name: 'Dodaj telefon' }));
  await screen.findByRole('option', { name: 'Anna Wilk (Zatorze)' });
  await fireEvent.change(screen.getByLabelText('Czyj telefon'), { target: { value: 'w3' } });
  await fireEvent.click(screen.getByRole('button', { name: 'Utwórz kod' }));
  await screen.findByText('K7QP-3MXD-2F');
  expect(screen.getByRole('img').getAttribute('src')).toMatch(/^data:image\/svg\+xml/);
});

it('a role sees only its own ways, and is told so elsewhere', async () => {
  answers['GET /v1/session'] = administrator;
  await open('/people');
  await screen.findByText('Brak dostępu');
  expect(screen.queryByRole('link', { name: 'Ludzie' })).toBeNull();
  expect(asked.map(({ what }) => what)).not.toContain('GET /v1/people');
});

it('a list that cannot be fetched says so and offers another try', async () => {
  answers['GET /v1/devices'] = new No(503, 'offline');
  await open('/devices');
  await screen.findByText('Serwer jest nieosiągalny');
  answers['GET /v1/devices'] = [device({})];
  await fireEvent.click(screen.getByRole('button', { name: 'Spróbuj ponownie' }));
  await screen.findByText('Telefon 1');
});

it('a session that ran out asks for the password and keeps the page', async () => {
  await open('/audit');
  await screen.findByRole('table');
  answers['GET /v1/audit'] = new No(401, 'unauthenticated');
  history.replaceState(null, '', '#/devices');
  window.dispatchEvent(new Event('hashchange'));
  answers['GET /v1/devices'] = new No(401, 'unauthenticated');
  await screen.findByText('Sesja wygasła');
  expect(location.hash).toBe('#/devices');
});

it('a decision is written as it was chosen, and can be taken back', async () => {
  await open('/review');
  await screen.findByText('3 sprawy czekają na decyzję');
  await fireEvent.click(screen.getByRole('button', { name: 'Wybierz: 600 100 100' }));
  await waitFor(() => expect(asked.map(({ what }) => what)).toContain('PATCH /v1/people/p1'));
  expect(asked.find(({ what }) => what.startsWith('PATCH'))?.body).toEqual({
    fields: { phone: '600 100 100' },
  });
  await screen.findByText('Zapisano: 600 100 100');
  await fireEvent.click(screen.getByRole('button', { name: 'Ukryj powiadomienie' }));

  await fireEvent.click(await screen.findByRole('button', { name: 'To ta sama osoba — scal' }));
  await fireEvent.click(await screen.findByRole('button', { name: 'Cofnij' }));
  await waitFor(() => expect(asked.map(({ what }) => what)).toContain('DELETE /v1/people/p1/links/p2'));
  expect(asked.find(({ what }) => what === 'POST /v1/people/p1/links')?.body).toEqual({ other: 'p2' });
});

it('that two are different people can be taken back on the card of either, and said again', async () => {
  await open('/people?person=p1');
  await fireEvent.click(await screen.findByRole('button', { name: 'Cofnij uznanie za różne: Marynia' }));
  await screen.findByText('Cofnięto: program może znów o to zapytać');
  expect(asked.map(({ what }) => what)).toContain('DELETE /v1/people/p1/different/p4');
  await fireEvent.click(screen.getByRole('button', { name: 'Cofnij' }));
  await waitFor(() =>
    expect(asked.find(({ what }) => what === 'POST /v1/people/p1/different')?.body).toEqual({ other: 'p4' }),
  );
});

it('a decision the server refuses says so and changes nothing on the screen', async () => {
  answers['PATCH /v1/people/p1'] = new No(503, 'offline');
  await open('/review');
  await fireEvent.click(await screen.findByRole('button', { name: 'Wybierz: 600 100 100' }));
  await screen.findByText(/Serwer jest nieosiągalny\. /);
  expect(screen.getByRole('button', { name: 'Wybierz: 600 100 100' })).toBeTruthy();
});

it.each([
  ['/map', 'Nie ma jeszcze żadnego miejsca'],
  ['/map?site=s1', 'Nikt tu jeszcze nie był'],
  ['/map?site=s1&tab=people', 'Nikogo tu nie spotkano'],
  ['/map?site=s1&tab=actions', 'Nic tu jeszcze nie dano'],
  ['/outings', 'Nikogo nie ma w terenie'],
  ['/people', 'Nie ma jeszcze nikogo'],
  ['/people?person=p1', 'Brak kontaktów'],
  ['/review', 'Nic nie czeka na decyzję'],
  ['/review/erasures', 'Niczego jeszcze nie usunięto'],
  ['/devices', 'Żaden telefon nie jest podłączony'],
  ['/audit', 'Dziennik jest pusty'],
])(
  'the screen %s says what will appear here, and is sound, while there is nothing',
  async (address, shown) => {
    for (const list of ['sites', 'people', 'outings', 'devices', 'erasures', 'audit']) {
      answers[`GET /v1/${list}`] = [];
    }
    answers['GET /v1/sites/s1'] = { ...(answers['GET /v1/sites/s1'] as object), people: [], disputed: [] };
    answers['GET /v1/people/p1'] = { ...(answers['GET /v1/people/p1'] as object), same: [], different: [] };
    answers['GET /v1/review'] = {
      review: { contested: [], after_close: [], people: [], sites: [] },
      aside: [],
    };
    const container = await open(address);
    await screen.findByText(shown);
    expect(await problems(container)).toEqual([]);
  },
);

it('what was kept aside is let in by a press, and what is no entry cannot be', async () => {
  await open('/review');
  await fireEvent.click(await screen.findByRole('button', { name: 'Przyjmij' }));
  await waitFor(() => expect(asked.map(({ what }) => what)).toContain('POST /v1/quarantine/d1/4'));
  expect(await screen.findByText('Przyjęto')).toBeTruthy();
});

it('an event is erased word by word or whole, and only when it is meant', async () => {
  answers['GET /v1/people/p1'] = {
    ...(answers['GET /v1/people/p1'] as object),
    history: [
      {
        id: '019aa8d3-c400-7000-8000-000000000001',
        kind: 'contact',
        at: NOW,
        author: 'Anna Wilk',
        site: null,
        site_name: null,
        person: 'p1',
        person_label: 'Marynarz',
        outing: null,
        given: [],
        form: { kind: 'met', note: 'spod zegara' },
        referrals: [],
        versions: 1,
        void: false,
        unsent: false,
      },
    ],
  };
  const way = 'POST /v1/contacts/019aa8d3-c400-7000-8000-000000000001/erasure';
  answers[way] = () => null;
  const container = await open('/people?person=p1');
  await fireEvent.click(await screen.findByRole('button', { name: /^Usuń Spotkanie/ }));
  await fireEvent.change(screen.getByLabelText('Co usunąć'), { target: { value: 'note' } });
  await fireEvent.change(screen.getByLabelText('Dlaczego'), { target: { value: 'mistake' } });
  await fireEvent.click(screen.getByRole('button', { name: 'Usuń na zawsze' }));
  await screen.findByText(/Zaznacz, że wiesz/);
  expect(await problems(container)).toEqual([]);
  expect(asked.map(({ what }) => what)).not.toContain(way);
  await fireEvent.click(screen.getByLabelText('Wiem, że tego nie da się cofnąć'));
  await fireEvent.click(screen.getByRole('button', { name: 'Usuń na zawsze' }));
  await waitFor(() => expect(asked.map(({ what }) => what)).toContain(way));
  expect(asked.find(({ what }) => what === way)?.body).toEqual({
    fields: ['note'],
    reason: 'mistake',
    confirm: '019aa8d3',
  });
});

it('a person is erased only when the name of the card is typed', async () => {
  await open('/people?person=p1');
  await fireEvent.click(await screen.findByRole('button', { name: 'Usuń dane na zawsze' }));
  await fireEvent.change(screen.getByLabelText('Dlaczego'), { target: { value: 'asked' } });
  await fireEvent.input(screen.getByLabelText(/Przepisz nazwę karty/), { target: { value: 'marynarz' } });
  await fireEvent.click(screen.getByRole('button', { name: 'Usuń na zawsze' }));
  await screen.findByText(/To nie jest nazwa tej karty/);
  expect(asked.map(({ what }) => what)).not.toContain('POST /v1/people/p1/erasure');
  await fireEvent.input(screen.getByLabelText(/Przepisz nazwę karty/), { target: { value: 'Marynarz' } });
  await fireEvent.click(screen.getByRole('button', { name: 'Usuń na zawsze' }));
  await waitFor(() => expect(asked.map(({ what }) => what)).toContain('POST /v1/people/p1/erasure'));
  expect(asked.find(({ what }) => what.endsWith('/erasure'))?.body).toEqual({
    fields: [],
    reason: 'asked',
    confirm: 'Marynarz',
  });
});
