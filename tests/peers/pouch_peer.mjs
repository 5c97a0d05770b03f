// PouchDB and express-pouchdb, to be measured beside ours. Reads one JSON command a line, answers one.
//
// push FORMS   the first client notes the forms down, then replicates; the seconds of the replication
// pull         the second client replicates and gets them; the seconds of that
// idle         the first client replicates with nothing to say; the seconds of that
//
// usage: node pouch_peer.mjs FOLDER, the folder into which its packages are installed; `serve` is its server.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const installed = resolve(process.argv[2]);
const require = createRequire(join(installed, 'package.json'));
const PouchDB = require('pouchdb');
const BATCH = { batch_size: 500 };

function serve(folder) {
  const express = require('express');
  const app = express();
  const pouch = require('express-pouchdb')(PouchDB.defaults({ prefix: folder + '/' }), {
    mode: 'minimumForPouchDB',
    inMemoryConfig: true,
    logPath: join(folder, 'log.txt')
  });
  app.use('/', pouch);
  // It ends with the client, however that ends.
  process.stdin.on('end', () => process.exit()).resume();
  const listener = app.listen(0, '127.0.0.1', () => console.log(listener.address().port));
}

async function startServer(folder) {
  const server = spawn(process.execPath, [fileURLToPath(import.meta.url), installed, 'serve', folder], {
    stdio: ['pipe', 'pipe', 'ignore']
  });
  const lines = createInterface({ input: server.stdout });
  for await (const port of lines) {
    lines.resume();
    return { server, address: `http://127.0.0.1:${port}/forms` };
  }
  throw new Error('the server did not start');
}

async function timed(work) {
  const began = performance.now();
  const answer = await work();
  if (!answer.ok) throw new Error(JSON.stringify(answer));
  return (performance.now() - began) / 1000;
}

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'pouch-'));
  const { server, address } = await startServer(folder);
  try {
    const writer = new PouchDB(join(folder, 'writer'));
    const reader = new PouchDB(join(folder, 'reader'));
    console.log(JSON.stringify({ ready: true }));
    let written = 0;
    for await (const line of createInterface({ input: process.stdin })) {
      const command = JSON.parse(line);
      let seconds;
      if (command.do === 'push') {
        await writer.bulkDocs(command.forms.map((form) => ({ _id: crypto.randomUUID(), ...form })));
        written += command.forms.length;
        seconds = await timed(() => writer.replicate.to(address, BATCH));
      } else if (command.do === 'pull') {
        seconds = await timed(() => reader.replicate.from(address, BATCH));
        if ((await reader.info()).doc_count !== written) throw new Error('the reader lacks forms');
      } else {
        seconds = await timed(() => writer.replicate.to(address, BATCH));
      }
      console.log(JSON.stringify({ seconds }));
    }
    await writer.close();
    await reader.close();
  } finally {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[3] === 'serve') serve(process.argv[4]);
else await main();
