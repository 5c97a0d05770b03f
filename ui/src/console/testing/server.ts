import { vi } from 'vitest';

import type { DeviceRow, Me, OutingCard, PersonRow, SiteRow } from '../backend/types';

/** A supervisor of the fictional town. */
export const supervisor: Me = {
  id: 'w1',
  name: 'Nadzieja Kierska',
  role: 'supervisor',
  organisation: 'MOPS Latarnowo',
  areas: [],
  exact_places: true,
  sees_people: true,
};
export const administrator: Me = {
  ...supervisor,
  id: 'w2',
  role: 'administrator',
  exact_places: false,
  sees_people: false,
};

export const NOW = Date.parse('2026-11-21T20:40:00Z');
export const DAY = 86_400_000;
export const HOUR = 3_600_000;

export function site(part: Partial<SiteRow>): SiteRow {
  return {
    id: 's1',
    name: 'Węzeł ciepłowniczy',
    category: 'heating_duct',
    state: 'active',
    area: 'a1',
    position: { lat: 51.93, lon: 19.42, source: 'fix' },
    mark: 'active',
    frost_risk: false,
    overdue: false,
    hazards: [],
    last_visit: NOW - 3 * DAY,
    last_result: null,
    people: 2,
    interval_days: 30,
    promised: null,
    due: NOW + 27 * DAY,
    distance_m: null,
    unsent: false,
    ...part,
  };
}

export function outing(part: Partial<OutingCard>): OutingCard {
  return {
    id: 'o1',
    crew: ['w3', 'w4'],
    crew_names: ['Anna Wilk', 'Bartek Sowa'],
    area: 'a1',
    started: NOW - 3 * HOUR,
    return_by: NOW + 2 * HOUR,
    checked_in: NOW - HOUR / 2,
    ended: null,
    late: false,
    partners: [],
    temperature: -4,
    visits: 3,
    contacts: 5,
    interventions: 0,
    unsent: false,
    ...part,
  };
}

export function person(part: Partial<PersonRow>): PersonRow {
  return {
    id: 'p1',
    label: 'Marynarz',
    nickname: null,
    level: 'level_1',
    sex: 'male',
    birth_year: 1960,
    minor: false,
    hazard: null,
    last_seen: NOW - DAY,
    last_site: 's1',
    last_site_name: 'Węzeł ciepłowniczy',
    unsent: false,
    ...part,
  };
}

export function device(part: Partial<DeviceRow>): DeviceRow {
  return {
    id: 'd1',
    name: 'Telefon 1',
    worker: 'w3',
    worker_name: 'Anna Wilk',
    enrolled: NOW - 30 * DAY,
    last_sync: NOW - HOUR,
    clock_error_ms: 0,
    app_version: '0.1.0',
    revoked: false,
    holds: { people: 80, sites: 40 },
    ...part,
  };
}

type Answer = unknown | ((body: unknown) => unknown);

/** An answer that is a refusal. */
export class No {
  readonly status: number;
  readonly error: object;
  readonly headers: Record<string, string>;
  constructor(status: number, code: string, fields: object[] = [], headers: Record<string, string> = {}) {
    this.status = status;
    this.error = { error: { code, detail: '', fields } };
    this.headers = headers;
  }
}

/** Answers `METHOD path` from a table that a test may change; what is not in it is not found. */
export function serve(answers: Record<string, Answer>) {
  const asked: { what: string; body: unknown; headers: Record<string, string> }[] = [];
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    const what = `${init.method} ${path.split('?')[0]}`;
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
    asked.push({ what, body, headers: init.headers as Record<string, string> });
    const found = answers[what] ?? new No(404, 'not_found');
    const answer = typeof found === 'function' ? (found as (body: unknown) => unknown)(body) : found;
    if (answer instanceof No) {
      return Promise.resolve(Response.json(answer.error, { status: answer.status, headers: answer.headers }));
    }
    return Promise.resolve(answer === null ? new Response(null, { status: 204 }) : Response.json(answer));
  });
  return asked;
}

/** The browser's parts that the test environment lacks. */
export function standIns(): void {
  vi.stubGlobal(
    'EventSource',
    class extends EventTarget {
      static CLOSED = 2;
      readyState = 1;
      close() {
        this.readyState = 2;
      }
    },
  );
  vi.stubGlobal('matchMedia', () => ({
    matches: false,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }));
}
