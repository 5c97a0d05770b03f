import { describe, expect, it } from 'vitest';

import { changed, queryOf } from '../query';
import { DAY, NOW, site } from '../testing/server';
import { exportQuery, filtersInUse, matching, readFilter, writeFilter } from './filter';
import { readMapView, writeMapView } from './mapView';
import { placed } from './places';
import { changesOf, draftOf, draftProblems } from './siteForm';
import { nextSort, readSort, sorted, writeSort } from './sort';
import { siteDue, siteLook, siteName, siteReasons } from './words';

const query = (text: string) => new URLSearchParams(text);

describe('the filter in the address', () => {
  it('comes back as it was written', () => {
    const filter = readFilter(
      query('state=active,empty&type=garage&days=30&overdue=yes&frost=yes&text=rura'),
    );
    const written = changed(new URLSearchParams(), writeFilter(filter));
    expect(written).toBe('?state=active,empty&type=garage&days=30&overdue=yes&frost=yes&text=rura');
    expect(readFilter(queryOf(`/map${written}`))).toEqual(filter);
    expect(filtersInUse(filter)).toBe(6);
  });

  it.each(['days=0', 'days=-3', 'days=abc', 'days=3.5', 'days=99999', 'overdue=true', 'state=,', ''])(
    'takes no sense out of nonsense: %s',
    (text) => expect(filtersInUse(readFilter(query(text)))).toBe(0),
  );

  it('is told to the server with every value of a list on its own', () => {
    const asked = exportQuery(readFilter(query('state=active,empty&area=a1,a2&days=30&overdue=yes')));
    expect(asked.toString()).toBe('state=active&state=empty&area=a1&area=a2&unvisited_days=30&overdue=true');
  });

  it('leaves other parts of the address alone', () => {
    expect(changed(query('site=s1&frost=yes'), { frost: undefined, sort: '-visit' })).toBe(
      '?site=s1&sort=-visit',
    );
  });
});

describe('filtering', () => {
  const sites = [
    site({ id: 'fresh' }),
    site({ id: 'old', last_visit: NOW - 31 * DAY, overdue: true }),
    site({ id: 'month', last_visit: NOW - 30 * DAY }),
    site({ id: 'never', last_visit: null, state: null, overdue: true }),
    site({ id: 'cold', frost_risk: true, area: null }),
  ];
  it.each([
    ['', ['fresh', 'old', 'month', 'never', 'cold']],
    ['days=30', ['old', 'never']],
    ['overdue=yes', ['old', 'never']],
    ['frost=yes', ['cold']],
    ['state=unknown', ['never']],
    ['area=a1&days=29', ['old', 'month', 'never']],
    ['type=garage', []],
  ])('"%s" leaves %j', (text, left) => {
    expect(matching(sites, readFilter(query(text)), NOW).map(({ id }) => id)).toEqual(left);
  });
});

describe('sorting', () => {
  const words = { name: siteName, type: () => '', area: () => '' };
  const ids = (sort: string | null, all = sites) =>
    sorted(all, readSort(sort), words, 'pl').map(({ id }) => id);
  const sites = [
    site({ id: 'z', name: 'Żwirownia', last_visit: 3, people: 10 }),
    site({ id: 'l', name: 'Łaźnia', last_visit: null, people: 9 }),
    site({ id: 'a', name: 'Altana', last_visit: 5, people: null }),
  ];
  it('without a column is the server’s order', () => expect(ids(null)).toEqual(['z', 'l', 'a']));
  it('follows the Polish alphabet', () => expect(ids('name')).toEqual(['a', 'l', 'z']));
  it('puts what is not known last, whichever way', () => {
    expect(ids('visit')).toEqual(['z', 'a', 'l']);
    expect(ids('-visit')).toEqual(['a', 'z', 'l']);
  });
  it('sorts numbers as numbers', () => expect(ids('people')).toEqual(['l', 'z', 'a']));
  it('goes up, down, and back to urgency', () => {
    const up = nextSort(undefined, 'due');
    const down = nextSort(up, 'due');
    expect([writeSort(up), writeSort(down), nextSort(down, 'due')]).toEqual(['due', '-due', undefined]);
  });
  it('takes no column from nonsense', () =>
    expect([readSort('why'), readSort('x')]).toEqual([undefined, undefined]));
});

describe('the words of a site', () => {
  it('say frost by its own mark and do not repeat it', () => {
    const cold = site({ mark: 'danger', frost_risk: true, overdue: true, last_visit: NOW - 34 * DAY });
    expect(siteLook(cold)).toBe('frost');
    expect(siteReasons(cold, NOW)).toEqual(['34 dni bez wizyty (rytm 30)']);
  });
  it.each([
    [{ due: NOW - 4 * DAY }, '4 dni po terminie'],
    [{ due: NOW + DAY }, 'za 1 dzień'],
    [{ due: NOW }, 'dziś'],
    [{ due: null }, 'od zaraz'],
    [{ mark: 'closed' as const }, ''],
  ])('%j is due %s', (part, words) => expect(siteDue(site(part), NOW)).toBe(words));
  it('fall back to the kind of place', () => {
    expect(siteName(site({ name: '' }))).toBe('węzeł lub kanał ciepłowniczy');
  });
});

describe('places', () => {
  const position = { lat: 51.93, lon: 19.42, source: 'cell' as const, accuracy_m: 500 };
  it('draws several sites of one cell beside each other, inside it', () => {
    const drawn = placed([
      site({ id: 'a', position }),
      site({ id: 'b', position }),
      site({ id: 'c', position: null }),
    ]);
    expect(drawn.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(drawn[0]?.lat).not.toBe(drawn[1]?.lat);
    expect(drawn[0]?.cell).toEqual({ lat: 51.93, lng: 19.42, radius: 500 });
  });
  it('draws a known place where it is', () => {
    expect(placed([site({})])[0]).toEqual({ id: 's1', look: 'active', lat: 51.93, lng: 19.42 });
  });
  it.each([null, '', '1,2', '91,0,5', 'a,b,c', '51,19,99', '1,2,3,4'])('no view is read from %j', (text) => {
    expect(readMapView(text)).toBeUndefined();
  });
  it('a view comes back as it was written', () => {
    const view = { center: { lat: 51.9301, lng: 19.4203 }, zoom: 13.5 };
    expect(readMapView(writeMapView(view))).toEqual(view);
  });
});

describe('the form of a site', () => {
  const card = {
    row: site({}),
    site: {
      category: 'heating_duct',
      name: 'Węzeł',
      hazards: ['dogs', 'fire'],
      position: site({}).position ?? undefined,
    },
    photos: [],
    same: [],
    different: [],
    disputed: [],
    people: [],
    history: [],
  };
  it('sends only what changed; what was emptied is cleared', () => {
    const draft = { ...draftOf(card), name: ' ', people: '4', hazards: ['fire', 'dogs'], frost_risk: true };
    expect(changesOf(card, draft)).toEqual({ name: null, people: 4, frost_risk: true });
  });
  it('sends a moved pin as a pin', () => {
    const draft = { ...draftOf(card), position: { lat: 51.94, lng: 19.42 } };
    expect(changesOf(card, draft)).toEqual({ position: { lat: 51.94, lon: 19.42, source: 'pin' } });
  });
  it('says at the field what cannot be right', () => {
    const draft = { ...draftOf(card), category: '', visit_interval: '400', people: '2.5' };
    expect(draftProblems(draft)).toEqual({
      category: 'missing',
      visit_interval: 'out_of_range',
      people: 'out_of_range',
    });
  });
});
