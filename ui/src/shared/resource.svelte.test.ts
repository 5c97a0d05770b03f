import { flushSync } from 'svelte';
import { expect, it } from 'vitest';

import { invalidate, Resource, resource } from './resource.svelte';

function answers() {
  const waiting: { give: (value: string) => void; fail: (reason: Error) => void }[] = [];
  const ask = () => new Promise<string>((give, fail) => waiting.push({ give, fail }));
  return { waiting, ask };
}

it('goes from empty through loading to ready', async () => {
  const { waiting, ask } = answers();
  const sites = new Resource(ask);
  expect(sites.state).toBe('empty');
  const asked = sites.reload();
  expect(sites.state).toBe('loading');
  waiting[0]?.give('one');
  await asked;
  expect([sites.state, sites.data]).toEqual(['ready', 'one']);
});

it('keeps what it has, as stale, when asking again fails', async () => {
  const { waiting, ask } = answers();
  const sites = new Resource(ask);
  const first = sites.reload();
  waiting[0]?.give('one');
  await first;
  const second = sites.reload();
  waiting[1]?.fail(new Error('cut'));
  await second;
  expect([sites.state, sites.data, String(sites.error)]).toEqual(['stale', 'one', 'Error: cut']);
});

it('is an error when there is nothing to keep', async () => {
  const sites = new Resource(() => Promise.reject(new Error('cut')));
  await sites.reload();
  expect(sites.state).toBe('error');
});

it('the last question wins, however the answers arrive', async () => {
  const { waiting, ask } = answers();
  const sites = new Resource(ask);
  const both = [sites.reload(), sites.reload()];
  waiting[1]?.give('new');
  waiting[0]?.give('old');
  await Promise.all(both);
  expect(sites.data).toBe('new');
});

it('asks again by tag, only while someone listens', async () => {
  let asked = 0;
  const sites = new Resource(() => Promise.resolve(++asked), ['site']);
  const stop = sites.listen();
  await invalidate('person');
  expect(asked).toBe(0);
  await invalidate('site', 'visit');
  expect(asked).toBe(1);
  stop();
  await invalidate('site');
  expect(asked).toBe(1);
});

it('asks once for a component, however new the answer is', async () => {
  let asked = 0;
  // The fourth question is never answered, so that a wrong loop ends.
  const load = () => (++asked > 3 ? new Promise<number[]>(() => undefined) : Promise.resolve([asked]));
  const end = $effect.root(() => {
    resource(load);
  });
  for (let turn = 0; turn < 8; turn++) {
    flushSync();
    await Promise.resolve();
  }
  end();
  expect(asked).toBe(1);
});
