/** A sync server with two streetworkers, a supervisor and the map of Latarnowo. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { end, freePort, program, run, start } from './process.mjs';
import { until } from './until.mjs';

const PASSWORD = 'latarnia-demo';
const AREA = 'Nad Rzeką';
const STAFF = [
  ['anna', 'Anna Latarnik', 'streetworker'],
  ['bartek', 'Bartek Most', 'streetworker'],
  ['nadzor', 'Nadzieja Zorza', 'supervisor'],
];

export class Server {
  #env;
  #log;
  #running;
  #cookie;

  /** Fills a new registry in `folder`; nothing runs yet. */
  static async make(folder) {
    mkdirSync(folder);
    const server = new Server();
    server.#log = `${folder}.log`;
    const port = await freePort();
    server.address = `http://127.0.0.1:${port}`;
    server.#env = { LATARNIA_DATA: folder, LATARNIA_SERVER_ADDR: `127.0.0.1:${port}`, LATARNIA_LOG: 'warn' };
    server.#do(['area', 'add', AREA]);
    for (const [name, fullName, role] of STAFF) {
      const add = ['user', 'add', name, '--full-name', fullName, '--role', role, '--area', AREA];
      server.#do(add, `${PASSWORD}\n`);
    }
    const map = join(folder, 'latarnowo.pmtiles');
    run(program('latarnowo'), [map]);
    server.#do(['basemap', 'add', map]);
    return server;
  }

  #do(args, input) {
    run(program('latarnia-server'), args, { env: this.#env, input });
  }

  async start() {
    this.#running = start(program('latarnia-server'), ['serve'], { env: this.#env, log: this.#log });
    await until('the server is ready', async () => (await fetch(`${this.address}/readyz`)).ok);
  }

  /** As on a walk out of reach: the phone gets no answer. */
  async stop() {
    if (this.#running) await end(this.#running);
    this.#running = undefined;
  }

  async #ask(method, path, body) {
    const answer = await fetch(this.address + path, {
      method,
      headers: { 'content-type': 'application/json', 'x-latarnia': '1', cookie: this.#cookie ?? '' },
      body: body && JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }

  /** What the supervisor reads. */
  async read(path) {
    if (!this.#cookie) {
      const welcome = await this.#ask('POST', '/v1/session', { name: 'nadzor', password: PASSWORD });
      this.#cookie = welcome.headers.get('set-cookie').split(';')[0];
    }
    return (await this.#ask('GET', path)).json();
  }

  /** The code that makes one phone the phone of the worker with this full name, once. */
  async invite(fullName) {
    const worker = (await this.read('/v1/workers')).find(({ name }) => name === fullName);
    const invited = await (await this.#ask('POST', '/v1/enrolments', { worker: worker.id })).json();
    return invited.code;
  }
}
