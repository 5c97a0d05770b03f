/** A store of a few records behind the same interface as the real one; only for tests. */
import { Failure, type Backend, type Name, type Topic } from '../backend';
import type {
  Alike,
  Connection,
  EveningRoute,
  EventVersion,
  HistoryEntry,
  OutingCard,
  PersonCard,
  PersonRow,
  Photo,
  PhotoQueue,
  ProgrammeCard,
  ReferralRow,
  ReportRow,
  Settings,
  SiteCard,
  SiteRow,
  Sound,
  SyncState,
  TaskRow,
  Week,
} from '../backend/types';
import type { Device } from '../device';
import type { Camera } from '../device/camera';
import type { Meter } from '../device/connection';
import type { NoFix } from '../device/location';
import type { Listen, NoEar, Recorder, Recording } from '../device/recorder';
import type { Scanner } from '../device/scanner';
import { Invitations } from '../device/shell';
import type { Position } from '../backend/types';

export const NOW = Date.parse('2026-11-21T22:40:00Z');
const DAY = 86_400_000;

export const site: SiteRow = {
  id: 'site-1',
  name: 'Węzeł ciepłowniczy',
  category: 'heating_duct',
  state: 'active',
  area: 'area-1',
  position: { lat: 51.95, lon: 19.42, source: 'pin' },
  mark: 'danger',
  frost_risk: true,
  overdue: true,
  hazards: ['carbon_monoxide'],
  last_visit: NOW - 34 * DAY,
  last_result: 'people_met',
  people: 2,
  interval_days: 30,
  due: NOW - 4 * DAY,
  promised: null,
  distance_m: 350,
  unsent: false,
};

export const person: PersonRow = {
  id: 'person-1',
  label: 'Ela od kotów',
  nickname: 'Ela',
  level: 'level_2',
  sex: 'female',
  birth_year: 1957,
  minor: false,
  hazard: 'Pies bez smyczy',
  last_seen: NOW - 3 * DAY,
  last_site: 'site-1',
  last_site_name: 'Węzeł ciepłowniczy',
  unsent: false,
};

export const contact: HistoryEntry = {
  id: 'contact-1',
  kind: 'contact',
  at: NOW - 3 * DAY,
  author: 'Anna Nowak',
  site: 'site-1',
  site_name: 'Węzeł ciepłowniczy',
  person: 'person-1',
  person_label: 'Ela od kotów',
  outing: null,
  given: [{ kind: 'meal', quantity: 2, item: null }],
  referrals: [],
  form: { kind: 'met', note: 'Kaszle od tygodnia' },
  versions: 1,
  void: false,
  unsent: true,
};

export const outing: OutingCard = {
  id: 'outing-1',
  crew: ['worker-1', 'worker-2'],
  crew_names: ['Anna Nowak', 'Bartek Lis'],
  area: 'area-1',
  started: NOW - 3_600_000,
  return_by: NOW + 2 * 3_600_000,
  checked_in: null,
  ended: null,
  late: false,
  partners: [],
  temperature: -8,
  visits: 1,
  contacts: 2,
  interventions: 0,
  unsent: false,
};

export const siteCard: SiteCard = {
  row: site,
  site: { category: 'heating_duct', name: site.name, access: 'Klucz u dyspozytora', frost_risk: true },
  photos: [],
  same: [],
  different: [],
  disputed: [{ field: 'state', values: [] }],
  people: [person],
  history: [contact],
};

export const personCard: PersonCard = {
  row: person,
  person: { label: person.label, level: 'level_2', phone: '600 100 200', causes: ['job_loss'] },
  same: [],
  different: [],
  restricted: false,
  disputed: [],
  history: [contact],
};

export const task: TaskRow = {
  id: 'task-1',
  task: { what: 'zanieść buty', due: '2026-11-21', kind: 'follow_up', state: 'open', person: 'person-1' },
  person_label: 'Ela od kotów',
  site_name: null,
  worker_name: null,
  danger: null,
  mine: false,
  overdue: false,
  unsent: false,
};

export const report: ReportRow = {
  id: 'report-1',
  report: {
    at: { ms: NOW - 2 * 3_600_000, offset: 60 },
    place: 'Za targowiskiem',
    position: { lat: 51.95, lon: 19.42, source: 'pin' },
    seen: 'Mężczyzna, ok. 50 lat',
    danger: 'frost',
  },
  site_name: null,
  distance_m: 350,
  open: true,
  late: false,
  answers: [],
  unsent: false,
};

export const programme: ProgrammeCard = {
  id: 'programme-1',
  programme: { kind: 'ipwzb', made_on: '2026-10-10', causes: ['eviction'], diagnosis: 'Bez dowodu' },
  worker_name: 'Anna Nowak',
  open: true,
  review_by: '2026-11-10',
  review_overdue: true,
  goals: [{ id: 'goal-1', goal: { what: 'Mieć dowód', sphere: 'social', state: 'open' }, tasks: [task] }],
};

export const referral: ReferralRow = {
  id: 'referral-1',
  referral: { facility: 'facility-1', consent: true, result: 'in_progress' },
  at: NOW - DAY,
  facility_name: 'Noclegownia przy Młynie',
  category: 'night_shelter',
  unsent: false,
};

const alike: Alike = {
  row: person,
  reasons: [{ code: 'name_sounds_alike' }, { code: 'same_birth_year', year: 1957 }],
};

export const week: Week = {
  monday: '2026-11-16',
  caseload: [
    { row: person, planned: 2, met: 0 },
    { row: { ...person, id: 'person-2', label: 'Zenek' }, planned: null, met: 1 },
  ],
  due: [{ ...task, overdue: true, task: { ...task.task, due: '2026-11-20' } }],
  reviews: [
    {
      programme: 'programme-1',
      person: 'person-1',
      person_label: 'Ela od kotów',
      since: '2026-11-05',
      days: 16,
    },
  ],
};

export const noPhotos: PhotoQueue = {
  waiting: [],
  on_hold: false,
  running: false,
  next_attempt: null,
  connection: 'unmetered',
};

export const settings: Settings = {
  language: 'pl',
  theme: 'dark',
  photos_on_wifi_only: true,
  frost_at: 0,
  lock_after_min: 5,
  lock_hidden_after_s: 60,
  text_percent: 100,
};

const near: SiteRow = { ...site, id: 'site-2', name: 'Altany za torami', mark: 'overdue', frost_risk: false };

/** Two stops, the first one visited. */
export const route: EveningRoute = {
  outing: 'outing-1',
  stops: [
    { site, leg_m: null, visited: NOW - 600_000 },
    { site: near, leg_m: 450, visited: null },
  ],
  from: 'last_place',
  left_m: 450,
  total_m: 450,
};

/** A contact whose note was corrected once. */
export const versions: EventVersion[] = [
  {
    at: NOW - 60_000,
    author: 'Bartek Lis',
    form: { kind: 'met', at: { ms: NOW - 3 * DAY, offset: 60 }, note: 'Kaszle od dwóch tygodni' },
    changed: ['note'],
    withdrawn: null,
  },
  {
    at: NOW - 3 * DAY,
    author: 'Anna Nowak',
    form: { kind: 'met', at: { ms: NOW - 3 * DAY, offset: 60 }, note: 'Kaszle od tygodnia' },
    changed: [],
    withdrawn: null,
  },
];

export const quietSync: SyncState = {
  phase: { is: 'done' },
  waiting: 0,
  last_sync: NOW,
  next_attempt: null,
  clock_error_ms: 0,
  records: 0,
  refused: 0,
  items: [],
  photos: noPhotos,
};

/** A picture as a form names it; each number is another one. */
export function photo(number: number): Photo {
  const hash = number.toString(16).padStart(64, '0');
  return { hash, bytes: 300_000, width: 1600, height: 1200, thumb: '/9j/2Q==', taken: NOW - number * 60_000 };
}

type Answers = { [K in Name]?: (input: never) => unknown };

/** A crew that is out. */
const goingOut: Partial<Answers> = {
  'outing.start': () => outing,
  'outing.set_out': () => outing,
  'outing.put_off': () => outing,
  'outing.call_off': () => ({}),
  'outing.check_in': () => outing,
  'outing.uncheck': () => outing,
  'outing.extend': () => outing,
  'outing.end': () => outing,
};

/** Where next, what is taken back or corrected, and what is answered with nothing. */
const evening = {
  'finger.show': () => 'absent',
  'alarm.show': () => ({ hindered: [] }),
  'alarm.mend': () => ({}),
  'outing.reopen': () => outing,
  'outing.measure': () => outing,
  'route.show': () => route,
  'route.plan': () => route,
  'route.set': () => route,
  'event.amend': () => ({}),
  'event.versions': () => versions,
  'event.take_back': () => ({}),
  'connection.tell': () => ({}),
  'voice.attach': () => sound,
  'attachment.show': () => ({
    file: '/9j/2Q==',
    media: 'image/jpeg',
    held: 300_000,
    bytes: 300_000,
    unsent: false,
  }),
  'attachment.send_now': () => ({}),
  'attachment.discard': () => ({}),
} as Answers;

/** Answers as told, keeps drafts in memory, and remembers what was asked. */
export class FakeBackend implements Backend {
  readonly basemapUrl = 'basemap.pmtiles';
  readonly asked: { name: Name; input: unknown }[] = [];
  readonly drafts = new Map<string, unknown>();
  /** The store does not answer at all. */
  isGone = false;
  readonly #listeners = new Set<(topic: Topic) => void>();
  readonly #answers: Answers;

  constructor(answers: Answers = {}) {
    this.#answers = { ...this.#usual(), ...answers };
  }

  call: Backend['call'] = async (name, input) => {
    this.asked.push({ name, input });
    if (this.isGone) throw new Failure('gone');
    const answer = this.#answers[name] as ((given: unknown) => unknown) | undefined;
    if (!answer) throw new Failure('unknown_command', { detail: name });
    return answer(input) as never;
  };

  events(listener: (topic: Topic) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  tell(topic: Topic): void {
    for (const listener of this.#listeners) listener(topic);
  }

  /** The inputs a command was called with. */
  inputs(name: Name): unknown[] {
    return this.asked.filter((one) => one.name === name).map((one) => one.input);
  }

  #usual(): Answers {
    const kept = (form: string) => ({ form, body: this.drafts.get(form), written: NOW });
    const drop = (input: { draft?: string; form?: string }) => {
      this.drafts.delete(input.draft ?? input.form ?? '');
      return {};
    };
    return {
      'settings.show': () => ({ ...settings }),
      'settings.change': (input) => input,
      'session.show': () => open,
      'session.lock': () => ({ state: 'locked', vaults: [] }),
      'session.log_out': () => ({ session: { state: 'not_enrolled', vaults: [] }, kept: 0 }),
      'session.unlock': () => open,
      'today.show': () => ({
        outing,
        frost: { temperature: -8, at_risk: 1, unseen: 1 },
        due: [site],
        planned: [],
        more_due: 2,
      }),
      'outing.choices': () => ({
        me: 'worker-1',
        workers: [
          { id: 'worker-1', name: 'Anna Nowak' },
          { id: 'worker-2', name: 'Bartek Lis' },
        ],
        areas: [{ id: 'area-1', name: 'Centrum i rzeka' }],
      }),
      'count.list': () => [],
      ...goingOut,
      ...evening,
      'contact.record': (input) => (drop(input), { id: 'contact-9', person: null, site: null }),
      'contact.name': (input) => (drop(input), { id: 'contact-1', person: 'person-1', site: null }),
      'event.void': () => ({}),
      'visit.record': (input) => (drop(input), { id: 'visit-9' }),
      'intervention.record': (input) => (drop(input), { id: 'intervention-9' }),
      'site.list': () => [site],
      'site.near': () => [{ ...site, distance_m: 40 }],
      'site.show': () => siteCard,
      'site.add': () => siteCard,
      'site.edit': () => siteCard,
      'person.list': () => [person],
      'person.show': () => personCard,
      'person.add': () => personCard,
      'person.edit': () => personCard,
      'person.alike': () => [alike],
      'task.list': () => [task],
      'task.of_person': () => [task],
      'task.add': () => task,
      'task.edit': () => task,
      'week.show': () => week,
      'programme.list': () => [programme],
      'referral.list': () => [referral],
      'referral.make': (input) => (drop(input), { id: 'referral-9' }),
      'referral.edit': () => ({}),
      'consent.list': () => [
        { id: 'consent-1', consent: { purpose: 'photo', how: 'oral', on: '2026-11-01' } },
      ],
      'consent.record': () => ({ id: 'consent-9' }),
      'consent.withdraw': () => ({}),
      'report.list': () => [report],
      'report.show': () => report,
      'report.answer': (input) => (drop(input), { visit: 'visit-9', site: 'site-1' }),
      'facility.list': () => [facility],
      'search.find': () => [found],
      'draft.keep': ({ form, body }: { form: string; body: unknown }) => (this.drafts.set(form, body), {}),
      'draft.show': ({ form }: { form: string }) => (this.drafts.has(form) ? kept(form) : null),
      'draft.list': () => [...this.drafts.keys()].map(kept),
      'draft.discard': drop,
      'sync.show': () => quietSync,
      'sync.start': () => quietSync,
      'photo.attach': () => photo(1),
      'basemap.show': () => ({ here: null, offered: null, fetched: null }),
      'basemap.fetch': () => ({ here: null, offered: null, fetched: 0 }),
      'basemap.stop': () => ({ here: null, offered: null, fetched: null }),
    } as Answers;
  }
}

const open = {
  state: 'open',
  vaults: [],
  worker: { id: 'worker-1', name: 'Anna Nowak', role: 'streetworker', organisation: 'MOPS Latarnowo' },
};

const found = {
  id: 'person-1',
  kind: 'person',
  title: 'Ela od kotów',
  category: null,
  last_seen: NOW - 3 * DAY,
  last_site_name: 'Węzeł ciepłowniczy',
  hazard: false,
};

const facility = {
  id: 'facility-1',
  facility: {
    name: 'Noclegownia przy Młynie',
    category: 'night_shelter',
    phone: '600 300 400',
    men: true,
    free_places: 3,
  },
};

const blind: Scanner = { look: () => Promise.resolve('missing') };
/** A camera that gives a few bytes, and a page that can draw nothing. */
export const bytesCamera: Camera = {
  take: () => Promise.resolve(new Blob(['picture'])),
  redraw: () => Promise.resolve(undefined),
};

/** A microphone that hears `words`, or refuses. */
export class FakeRecorder implements Recorder {
  isOn = false;
  wanted: Listen | undefined;
  constructor(private readonly refusal?: NoEar) {}

  record(wanted: Listen): Promise<Recording | NoEar> {
    if (this.refusal) return Promise.resolve(this.refusal);
    this.isOn = true;
    this.wanted = wanted;
    const off = () => (this.isOn = false);
    return Promise.resolve({
      soFar: () => new Blob(['wor']),
      stop: () => Promise.resolve((off(), new Blob(['words']))),
      drop: () => void off(),
    });
  }
}

/** A note by voice as a form names it. */
export const sound: Sound = { hash: 'a'.repeat(64), bytes: 120_000, length_ms: 65_000, taken: NOW };

/** A connection of one kind. */
export function fakeMeter(connection: Connection = 'unmetered'): Meter {
  return { now: () => connection, listen: () => () => undefined };
}

/** A phone that stands where it is told, or nowhere, and sees what it is told, or nothing. */
export function fakeDevice(at: Position | NoFix = 'unavailable', scanner: Scanner = blind): Device {
  return {
    locator: { fix: () => Promise.resolve(at) },
    scanner,
    camera: bytesCamera,
    recorder: new FakeRecorder(),
    meter: fakeMeter(),
    invitations: new Invitations(),
  };
}
