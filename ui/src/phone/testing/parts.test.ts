import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Bridge } from '../backend/bridge';
import { readEnrolmentLink } from '../device/invitation';
import { changedFields, filledFields } from '../state/changes';
import { Drafts } from '../state/drafts';
import { atClock, dayFrom, eveningOf, nextClock } from '../words/moments';
import { pillOf } from '../words/sync';
import { FakeBackend, NOW, quietSync } from './fake';

describe('drafts', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('are on the disk within two seconds, also while keys keep coming', async () => {
    const backend = new FakeBackend();
    const drafts = new Drafts(backend);
    for (let key = 0; key < 20; key++) {
      drafts.keep('contact', { note: 'a'.repeat(key) });
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(backend.inputs('draft.keep').length).toBeGreaterThanOrEqual(1);
  });

  it('wait in memory while the store is away, and are kept when it is back', async () => {
    const backend = new FakeBackend();
    const drafts = new Drafts(backend);
    backend.isGone = true;
    drafts.keep('contact', { note: 'pod wiatą' });
    await drafts.flush();
    expect(drafts.waits).toBe(true);
    expect(await drafts.restore('contact')).toEqual({ note: 'pod wiatą' });
    backend.isGone = false;
    await drafts.flush();
    expect(backend.drafts.get('contact')).toEqual({ note: 'pod wiatą' });
  });
});

describe('the bridge', () => {
  afterEach(() => void vi.unstubAllGlobals());
  const answer = (status: number, body: unknown) =>
    vi.stubGlobal(
      'fetch',
      vi.fn(() => Promise.resolve(new Response(JSON.stringify(body), { status }))),
    );

  it('hands over what the store answered', async () => {
    answer(200, { state: 'locked' });
    expect(await new Bridge().call('session.show', {})).toEqual({ state: 'locked' });
    expect(vi.mocked(fetch).mock.calls[0]?.[0]).toBe('call/session.show');
  });

  it('turns an error body into a failure with its code and wait', async () => {
    answer(403, { code: 'pin_throttled', detail: 'wait', fields: [], retry_after_s: 30 });
    const failed = new Bridge().call('session.unlock', { pin: '000000' });
    await expect(failed).rejects.toMatchObject({ code: 'pin_throttled', retryAfter: 30 });
  });

  it('says that nobody answers, once, and tells when somebody does again', async () => {
    vi.useFakeTimers();
    vi.stubGlobal('EventSource', class {});
    vi.stubGlobal(
      'fetch',
      vi.fn(() => Promise.reject(new TypeError('refused'))),
    );
    const bridge = new Bridge();
    const heard: string[] = [];
    bridge.events((topic) => heard.push(topic));
    await expect(bridge.call('session.show', {})).rejects.toMatchObject({ code: 'gone' });
    await expect(bridge.call('session.show', {})).rejects.toMatchObject({ code: 'gone' });
    answer(200, {});
    await vi.advanceTimersByTimeAsync(5000);
    expect(heard).toEqual(['gone', 'back']);
    vi.useRealTimers();
  });
});

describe('times', () => {
  it.each([
    ['23:19', '2026-11-21T22:19:00Z'],
    ['00:10', '2026-11-21T23:10:00Z'],
    ['12:00', '2026-11-21T11:00:00Z'],
  ])('%s is the nearest such time', (hhmm, at) => expect(atClock(hhmm, NOW)).toBe(Date.parse(at)));

  it('what is no time is none', () => {
    for (const wrong of ['', '25:00', '12:60', 'noc']) expect(atClock(wrong, NOW)).toBeUndefined();
  });
  it('02:00 is tonight before midnight and tomorrow after it', () => {
    expect(nextClock('02:00', NOW)).toBe(Date.parse('2026-11-22T01:00:00Z'));
    expect(nextClock('02:00', Date.parse('2026-11-22T01:30:00Z'))).toBe(Date.parse('2026-11-23T01:00:00Z'));
  });
  it('the evening lasts until six', () => {
    expect(eveningOf(Date.parse('2026-11-22T03:00:00Z'))).toBe('2026-11-21');
    expect(dayFrom(NOW, 1)).toBe('2026-11-22');
  });
});

it('only what differs is sent, and emptied fields are cleared', () => {
  const before = { name: 'Altany', hazards: ['dogs', 'fire'], access: 'furtka' };
  const after = { name: 'Altany', hazards: ['fire', 'dogs'], access: ' ', people: 3 };
  expect(changedFields(before, after)).toEqual({ access: null, people: 3 });
  expect(filledFields(after)).toEqual({ name: 'Altany', hazards: ['dogs', 'fire'], people: 3 });
});

it('reads an enrolment link and nothing else', () => {
  expect(readEnrolmentLink(' latarnia://enrol?server=https%3A%2F%2Fs&code=A-B ')).toEqual({
    server: 'https://s',
    code: 'A-B',
  });
  for (const wrong of ['', 'https://s', 'latarnia://enrol?server=x', 'latarnia://other?server=x&code=y'])
    expect(readEnrolmentLink(wrong)).toBeUndefined();
});

it.each([
  ['nothing known yet', undefined, { kind: 'saved', waiting: 0 }],
  ['all there', quietSync, { kind: 'on_server', at: NOW }],
  ['never connected', { ...quietSync, last_sync: null }, { kind: 'saved', waiting: 0 }],
  [
    'waiting after a failure',
    { ...quietSync, waiting: 2, failed: 'unreachable' as const },
    { kind: 'offline', waiting: 2 },
  ],
  [
    'receiving',
    { ...quietSync, phase: { is: 'receiving' as const, received: 9 } },
    { kind: 'receiving', count: 9 },
  ],
])('the strip is honest: %s', (_, sync, pill) => expect(pillOf(sync)).toEqual(pill));
