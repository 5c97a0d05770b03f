/** The whole way in the real window: a contact noted without a network, a crash, and the server has it. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { pixels, variety } from './png.mjs';
import { Server } from './server.mjs';
import { until } from './until.mjs';
import { openWindow } from './window.mjs';
import { say, tile } from './words.mjs';

const PIN = '246810';
const place = mkdtempSync(join(tmpdir(), 'latarnia-window-'));
const phone = join(place, 'phone');
/** Stands in for what a desktop opens addresses with, and notes them. */
const programs = join(place, 'programs');
const opened = join(place, 'opened');
let server;
let window;
let broken = 'the server did not start';

before(async () => {
  mkdirSync(programs);
  writeFileSync(join(programs, 'xdg-open'), `#!/bin/sh\necho "$*" >>'${opened}'\n`, { mode: 0o700 });
  server = await Server.make(join(place, 'server'));
  await server.start();
  broken = undefined;
});

after(async () => {
  await window?.close().catch(() => undefined);
  await server?.stop();
  rmSync(place, { recursive: true, force: true });
});

/** One step of the story; after a failed one there is nothing left to see. */
let steps = 0;
const step = (name, body) =>
  test(name, { timeout: 120_000 }, async () => {
    assert.equal(broken, undefined);
    broken = `the story broke off at “${name}”`;
    try {
      await body();
      broken = undefined;
    } catch (thrown) {
      throw new Error(`${thrown.message}\n${window?.said() ?? ''}`, { cause: thrown });
    } finally {
      await keepPicture(name).catch(() => undefined);
    }
  });

async function keepPicture(name) {
  const folder = process.env.LATARNIA_PICTURES;
  if (!folder || !window) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${++steps}-${name.replace(/\W+/g, '-')}.png`), await window.page.picture());
}

const page = () => window.page;
const canvas = "document.querySelector('canvas.maplibregl-canvas')";

/** How much is drawn in the part of the map that no button covers. */
async function drawn() {
  const box = await page().evaluate(`${canvas}.getBoundingClientRect().toJSON()`);
  const at = (x, y) => [Math.round(box.x + box.width * x), Math.round(box.y + box.height * y)];
  const [[left, top], [right, bottom]] = [at(0.1, 0.55), at(0.8, 0.78)];
  return variety(pixels(await page().picture()), { left, top, right, bottom });
}

/** The strip on top is honest: out of reach, and something is not on the server. */
const saysWhatWaits = () =>
  until('the strip says that something waits', async () => {
    const said = await page().evaluate("document.querySelector('.strip .pill').textContent");
    return said.includes(say('sync_offline')) && /[1-9]/.test(said);
  });

async function setOut() {
  await page().press(say('outing_begin'));
  await page().type(say('outing_alone'), 'Druga osoba chora');
  await page().press(say('outing_begin'));
  await page().reads(say('outing_ok'));
}

async function unlock() {
  for (const digit of PIN) await page().press(digit);
  await page().press(say('unlock_open'));
  await page().reads(say('nav_today'));
}

step('a new phone is enrolled by the code from the console', async () => {
  const code = await server.invite('Anna Latarnik');
  window = await openWindow(phone, programs);
  await page().reads(say('enrol_title'));
  await page().type(say('enrol_server'), server.address);
  await page().type(say('enrol_code'), code);
  await page().press(say('enrol_next'));
  await page().type(say('enrol_pin'), PIN);
  await page().type(say('enrol_pin_again'), PIN);
  await page().type(say('enrol_device'), 'Telefon Anny');
  await page().press(say('enrol_do'));
  await page().reads(say('sync_on_server', { at: '' }));
});

step('the map is fetched from the server and drawn from PMTiles', async () => {
  await page().press(say('nav_map'));
  await until('there is a plain map', () => page().evaluate(`${canvas} !== null`));
  const plain = await drawn();
  await page().press(say('basemap_fetch'));
  await until('the town is drawn', async () => (await drawn()) > 0.3 + plain, 60);
});

step('a contact is noted in two taps without a network', async () => {
  await server.stop();
  await page().press(say('nav_today'));
  await setOut();
  await page().press(say('nav_new_contact'));
  await page().press(tile('contact_kind', 'met'));
  await page().press(say('action_save'));
  await page().reads(say('saved_contact'));
  await page().reads(say('contacts_count', { count: 1 }));
  await saysWhatWaits();
});

step('a place is handed over to the map app, and nothing else leaves the window', async () => {
  const here = await page().evaluate('location.href');
  const follow = (address) => `(() => {
    const link = Object.assign(document.createElement('a'), { href: '${address}' });
    link.addEventListener('click', () => link.remove());
    document.body.append(link);
    link.click();
  })()`;
  await page().evaluate(follow('https://latarnia.example/'));
  await page().evaluate(follow('geo:51.950000,19.420000?q=51.950000,19.420000'));
  await until('the place is opened', () => existsSync(opened) && readFileSync(opened, 'utf8') !== '');
  assert.equal(readFileSync(opened, 'utf8'), 'geo:51.950000,19.420000?q=51.950000,19.420000\n');
  assert.equal(await page().evaluate('location.href'), here);
});

step('after kill -9 the phone is locked, and opened it has the contact', async () => {
  await window.kill();
  window = await openWindow(phone, programs);
  await page().reads(say('unlock_ask'));
  assert.ok(!(await page().text()).includes(say('contacts_count', { count: 1 })));
  await unlock();
  await page().reads(say('contacts_count', { count: 1 }));
  await saysWhatWaits();
});

step('back in reach the server gets the outing and the contact, once', async () => {
  await server.start();
  await page().press(say('nav_more'));
  await page().press(say('sync_title'));
  await page().press(say('sync_send'));
  await page().reads(say('sync_on_server', { at: '' }));
  const [outing, ...others] = await server.read('/v1/outings');
  assert.deepEqual([outing.crew_names, outing.contacts, others], [['Anna Latarnik'], 1, []]);
  const { history } = await server.read(`/v1/outings/${outing.id}`);
  const contacts = history.filter(({ kind }) => kind === 'contact');
  assert.deepEqual(contacts.map(({ form, author }) => [form.kind, author]), [['met', 'Anna Latarnik']]);
});
