import { PIN } from '../fixtures.ts';
import type { CityServer, Phone } from '../town.ts';

interface Site {
  id: string;
  name: string;
  state: string;
}
interface Person {
  id: string;
  label: string;
  nickname: string | null;
}

/** What a supervisor can be asked about, made in a town: who and what it is about. */
export interface Doubts {
  /** A person of whom two cards are read as one, with two telephone numbers. */
  linked: string;
  /** A person known to her team alone. */
  restricted: string;
  /** A name that several people bear. */
  nickname: string;
  /** A site of which two entries are read as one. */
  linkedSite: string;
  /** A word in the names of several sites. */
  siteWord: string;
}

/** Closes a site where a crew without network is: their visit comes after the closing. */
export async function visitAfterClosing(server: CityServer, phone: Phone): Promise<Site> {
  const known = await server.get<Site[]>('nadzor', '/v1/sites');
  await phone.call('session.unlock', { pin: PIN });
  const here = await phone.call<{ id: string }[]>('site.list', {});
  const site = known.find(
    (one) => one.name !== '' && one.state === 'active' && here.some(({ id }) => id === one.id),
  );
  if (!site) throw new Error('the phone holds no named, active site');
  phone.network.switch('off');
  await phone.call('visit.record', { visit: { site: site.id, result: 'people_met', heads: 2 } });
  await server.change('nadzor', 'PATCH', `/v1/sites/${site.id}`, { fields: { state: 'closed' } });
  phone.network.switch('on');
  await phone.call('sync.start', {});
  await phone.synced();
  return site;
}

/** A town with something of everything a supervisor decides. */
export async function makeDoubts(server: CityServer, phone: Phone): Promise<Doubts> {
  await visitAfterClosing(server, phone);
  const people = await server.get<Person[]>('nadzor', '/v1/people');
  const [one, other, restricted, erased] = people.filter((person) => person.nickname !== null);
  if (!one || !other || !restricted || !erased)
    throw new Error('the town has no four people with a nickname');
  for (const [person, phone] of [
    [one, '600 100 100'],
    [other, '600 200 200'],
  ] as const) {
    await server.change('nadzor', 'PATCH', `/v1/people/${person.id}`, { fields: { phone } });
  }
  await server.change('nadzor', 'POST', `/v1/people/${one.id}/links`, { other: other.id });
  await server.change('nadzor', 'POST', `/v1/people/${restricted.id}/restriction`, { team: [] });
  await server.change('nadzor', 'POST', `/v1/people/${erased.id}/erasure`, {
    fields: [],
    reason: 'asked',
    confirm: erased.label,
  });
  const sites = await server.get<Site[]>('nadzor', '/v1/sites');
  const [here, there] = sites.filter((site) => site.name !== '' && site.state !== 'closed');
  if (!here || !there) throw new Error('the town has no two named sites');
  await server.change('nadzor', 'POST', `/v1/sites/${here.id}/links`, { other: there.id });
  return {
    linked: one.id,
    restricted: restricted.id,
    nickname: one.nickname ?? '',
    linkedSite: here.id,
    siteWord: 'dworzec',
  };
}
