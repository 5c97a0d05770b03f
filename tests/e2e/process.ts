import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

/** The root of the repository. */
export const root = resolve(import.meta.dirname, '../..');

/** A built program of ours: `LATARNIA_BIN`, or the debug build. */
export function program(name: string): string {
  return join(process.env.LATARNIA_BIN ?? join(root, 'target/debug'), name);
}

/** A running program whose first line of output is its address. */
export class Running {
  private constructor(
    private readonly child: ChildProcess,
    readonly address: string,
  ) {}

  static async start(name: string, args: string[], env: Record<string, string> = {}): Promise<Running> {
    const child = spawn(program(name), args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout! });
    const first = await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => undefined)]);
    if (first === undefined) throw new Error(`${name} ${args.join(' ')} ended at once`);
    const running = new Running(child, String(first[0]));
    await awaitReady(`${running.address}/readyz`);
    return running;
  }

  /** No goodbye, no flush. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }
}

/** Runs a program to its end; its output, or an error with what it complained of. */
export async function run(name: string, args: string[], env: Record<string, string>): Promise<string> {
  const child = spawn(program(name), args, { cwd: root, env: { ...process.env, ...env } });
  let out = '';
  let complaints = '';
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (complaints += data.toString()));
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error(`${name} ${args.join(' ')}: ${complaints}`);
  return out;
}

async function awaitReady(url: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
  }
  throw new Error(`${url} did not become ready`);
}
