import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { describe, expect, it } from 'vitest';

const SHELL = resolve('../src-tauri');

interface Config {
  app: {
    withGlobalTauri: boolean;
    windows: { label: string }[];
    security: { csp: Record<string, string>; capabilities: string[] } & Record<string, unknown>;
  };
}
interface Capability {
  identifier: string;
  windows: string[];
  permissions: unknown[];
  remote?: unknown;
  webviews?: unknown;
}

const read = (path: string): unknown => JSON.parse(readFileSync(resolve(SHELL, path), 'utf8'));
const { app } = read('tauri.conf.json') as Config;
const { security } = app;
const capabilities = readdirSync(resolve(SHELL, 'capabilities')).map(
  (file) => read(`capabilities/${file}`) as Capability,
);

/** Where bytes may come from: this program, and the two ways to its own commands and map. */
const SOURCES = [
  "'self'",
  "'none'",
  'data:',
  'blob:',
  'ipc:',
  'http://ipc.localhost',
  'latarnia:',
  'http://latarnia.localhost',
];

describe('the content security policy of the window', () => {
  const sources = (directive: string) => (security.csp[directive] ?? '').split(' ');

  it('names no source outside the program, and nothing unsafe', () => {
    const named = Object.keys(security.csp).flatMap(sources);
    expect(named.filter((source) => !SOURCES.includes(source))).toEqual([]);
  });

  it('takes code and styles from files of the program only', () => {
    expect(sources('default-src')).toEqual(["'self'"]);
    expect(security.csp['script-src'] ?? "'self'").toBe("'self'");
    expect(sources('style-src')).toEqual(["'self'"]);
  });

  it('plays notes by voice the page itself holds, and opens nothing for the camera, which has no address', () => {
    expect(security.csp['media-src']).toBe('data:');
    expect(security.csp['img-src']).toBe("'self' data: blob:");
  });

  it('shuts what no screen uses', () => {
    for (const shut of ['object-src', 'base-uri', 'form-action', 'frame-src'])
      expect([shut, security.csp[shut]]).toEqual([shut, "'none'"]);
  });

  it('is not loosened beside itself', () => {
    expect(Object.keys(security).sort()).toEqual(['capabilities', 'csp']);
    expect(app.withGlobalTauri).toBe(false);
  });
});

describe('what the window may do', () => {
  it('is the one command and hearing its events', () => {
    expect(security.capabilities).toEqual(capabilities.map(({ identifier }) => identifier));
    expect(capabilities.flatMap(({ permissions }) => permissions)).toEqual([
      'allow-call',
      'core:event:allow-listen',
      'core:event:allow-unlisten',
    ]);
  });

  it('holds for the one window and for no address elsewhere', () => {
    for (const capability of capabilities) {
      expect(capability.windows).toEqual(app.windows.map(({ label }) => label));
      expect(capability.remote).toBeUndefined();
      expect(capability.webviews).toBeUndefined();
    }
  });

  it('needs no plugin with power over files, network or programs', () => {
    const manifest = readFileSync(resolve(SHELL, 'Cargo.toml'), 'utf8');
    expect(manifest.match(/^tauri-plugin-[\w-]+/gm) ?? []).toEqual([]);
  });
});
