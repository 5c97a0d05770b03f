import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Network } from './network.ts';
import { Running, run } from './process.ts';

/** The demo's password and PIN; of the fictional town only. */
export const PASSWORD = 'latarnia-demo';
export const PIN = '246810';

export interface Staff {
  id: string;
  name: string;
  role: string;
}

/** The fictional town's data, made once and copied for every test. */
export class Town {
  private constructor(private readonly folder: string) {}

  static async build(): Promise<Town> {
    const folder = await mkdtemp(join(tmpdir(), 'latarnowo-'));
    await run('latarnia-server', ['demo'], { LATARNIA_DATA: folder });
    return new Town(folder);
  }

  /** A server of this town, on a copy of its data. */
  async open(): Promise<CityServer> {
    const data = await mkdtemp(join(tmpdir(), 'latarnia-server-'));
    await cp(this.folder, data, { recursive: true });
    return CityServer.start(data);
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** A running server with its data folder. */
export class CityServer {
  private constructor(
    private readonly data: string,
    private readonly running: Running,
  ) {}

  static async start(data: string): Promise<CityServer> {
    const env = { LATARNIA_DATA: data, LATARNIA_SERVER_ADDR: '127.0.0.1:0' };
    return new CityServer(data, await Running.start('latarnia-server', ['serve'], env));
  }

  get address(): string {
    return this.running.address;
  }

  /** Signs in by the API; the cookie. */
  async signIn(name: string): Promise<string> {
    const answer = await fetch(`${this.address}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-latarnia': '1' },
      body: JSON.stringify({ name, password: PASSWORD }),
    });
    if (!answer.ok) throw new Error(`${name} cannot sign in: ${answer.status}`);
    return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  }

  /** Reads from the API as `name`. */
  async get<T>(name: string, path: string): Promise<T> {
    const answer = await fetch(`${this.address}${path}`, { headers: { cookie: await this.signIn(name) } });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return (await answer.json()) as T;
  }

  /** Changes something by the API as `name`. */
  async change(name: string, method: string, path: string, body: unknown): Promise<void> {
    const answer = await fetch(`${this.address}${path}`, {
      method,
      headers: { 'content-type': 'application/json', 'x-latarnia': '1', cookie: await this.signIn(name) },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
  }

  /** The link that enrols one phone for the streetworker or volunteer whose name begins so, once. */
  async invite(worker: string, network: Network): Promise<string> {
    const staff = await this.get<Staff[]>('admin', '/v1/workers');
    const carries = (one: Staff) => ['streetworker', 'volunteer'].includes(one.role);
    const who = staff.find((one) => carries(one) && one.name.toLowerCase().startsWith(worker));
    if (!who) throw new Error(`no streetworker ${worker}`);
    const answer = await fetch(`${this.address}/v1/enrolments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-latarnia': '1', cookie: await this.signIn('admin') },
      body: JSON.stringify({ worker: who.id }),
    });
    const { code } = (await answer.json()) as { code: string };
    return `latarnia://enrol?server=${encodeURIComponent(network.address)}&code=${code}`;
  }

  async close(): Promise<void> {
    await this.running.kill();
    await rm(this.data, { recursive: true, force: true });
  }
}

/** A phone's brain in a process of its own, with its network. */
export class Phone {
  private constructor(
    private readonly data: string,
    readonly network: Network,
    private running: Running,
    private readonly port: string,
    /** What else the bridge is started with. */
    private readonly more: string[],
  ) {}

  /** A phone that is not enrolled. */
  static async unpack(server: CityServer, more: string[] = []): Promise<Phone> {
    const data = await mkdtemp(join(tmpdir(), 'latarnia-phone-'));
    const network = await Network.to(server.address);
    const running = await Running.start('bridge', ['--data', data, '--addr', '127.0.0.1:0', ...more]);
    return new Phone(data, network, running, new URL(running.address).port, more);
  }

  /** A phone enrolled for a streetworker, with its first sync done, locked. */
  static async enrolled(server: CityServer, worker: string, more: string[] = []): Promise<Phone> {
    const phone = await Phone.unpack(server, more);
    const address = await server.invite(worker, phone.network);
    await phone.call('session.enrol', { address, code: '', pin: PIN, device_name: 'Telefon' });
    await phone.synced();
    await phone.call('session.lock', {});
    return phone;
  }

  get address(): string {
    return this.running.address;
  }

  /** Runs a command behind the screens' back. */
  async call<T>(name: string, input: unknown): Promise<T> {
    const answer = await fetch(`${this.address}/call/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-latarnia': '1' },
      body: JSON.stringify(input),
    });
    const output: unknown = await answer.json();
    if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(output)}`);
    return output as T;
  }

  /** Waits until nothing waits and the server has answered. */
  async synced(): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (Date.now() < deadline) {
      const state = await this.call<{ phase: { is: string }; last_sync: number | null }>('sync.show', {});
      if (state.phase.is === 'done' && state.last_sync !== null) return;
    }
    throw new Error('the phone did not sync');
  }

  /** The battery dies. */
  async die(): Promise<void> {
    await this.running.kill();
  }

  /** Switched on again, at the same address. */
  async start(): Promise<void> {
    const where = ['--data', this.data, '--addr', `127.0.0.1:${this.port}`];
    this.running = await Running.start('bridge', [...where, ...this.more]);
  }

  async close(): Promise<void> {
    await this.running.kill();
    await this.network.close();
    await rm(this.data, { recursive: true, force: true });
  }
}
