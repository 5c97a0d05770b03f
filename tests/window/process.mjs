/** Programs started for a story, and ended with it. */
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** A built program of ours. */
export const program = (name) => join(process.env.LATARNIA_BIN ?? 'target/debug', name);

/** Runs a program to its end; it must succeed. */
export function run(command, args, { env = {}, input = '' } = {}) {
  const done = spawnSync(command, args, { env: { ...process.env, ...env }, input, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${done.error ?? done.stderr}`);
  return done.stdout;
}

/** Starts a program in a process group of its own; what it says on its error stream goes to `log`. */
export function start(command, args, { env, log }) {
  // A file and no pipe: a straggler of the group must not keep this process waiting for its last word.
  const stderr = openSync(log, 'a');
  const stdio = ['ignore', 'ignore', stderr];
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio, detached: true });
  closeSync(stderr);
  const ended = new Promise((tell) => child.once('exit', tell).once('error', tell));
  return { child, pid: child.pid, ended, log };
}

/** Ends a program by a signal, waits for it, and then ends whatever it left behind. */
export async function end({ child, ended }, signal = 'SIGTERM') {
  child.kill(signal);
  await ended;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It left nothing behind.
  }
}

/** A port nobody listens on; for programs that cannot pick one themselves or must keep it. */
export function freePort() {
  return new Promise((tell, fail) => {
    const probe = createServer().once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => tell(port));
    });
  });
}

/** The child of `parent` that runs the program `file`. */
export function childRunning(parent, file) {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '');
      const isChild = Number(afterName.split(' ')[1]) === parent;
      if (isChild && readlinkSync(`/proc/${pid}/exe`) === file) return Number(pid);
    } catch {
      // It ended while we looked.
    }
  }
  return undefined;
}
