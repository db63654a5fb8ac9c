// Counts the source files that one warm operation runs. Runs on the built packages: `npm run bench:walks` builds them first.
// `npm run bench:walks -- --files` names them.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { Session } from 'node:inspector/promises';
import { SourceMap } from 'node:module';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import express from 'express';
import { createFlagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { flags } from '@flagstaff/express';
import { ofrep } from '@flagstaff/ofrep';
import { BACKENDS, openStore, startWorker } from '@flagstaff/testbed';

const PACKAGES = fileURLToPath(new URL('../packages/', import.meta.url));
const WARM_UP = 20;
const NAMES = process.argv.includes('--files');

const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });

const constant = {
  kind: 'flag',
  key: 'constant',
  type: 'boolean',
  variants: { on: true, off: false },
  default: 'on',
  off: 'off',
  clientSide: true,
};
const rollout = {
  ...constant,
  key: 'rollout',
  default: 'off',
  rules: [
    {
      when: { attribute: 'plan', operator: 'in', value: ['pro', 'team'] },
      rollout: { percentage: 20 },
      serve: 'on',
    },
  ],
};

const maps = new Map();

/** Returns the map of a script of the packages to its sources, and where each line of it starts. */
async function mapOf(url) {
  if (!maps.has(url)) {
    const path = fileURLToPath(url);
    const text = await readFile(path, 'utf8');
    const map = new SourceMap(JSON.parse(await readFile(`${path}.map`, 'utf8')));
    const starts = [0];
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    maps.set(url, { map, starts, path });
  }
  return maps.get(url);
}

/** Returns the source file of a function. */
async function sourceOf(url, { startOffset }) {
  const { map, starts, path } = await mapOf(url);
  const line = starts.findLastIndex((start) => start <= startOffset);
  const { originalSource } = map.findEntry(line, startOffset - starts[line]);
  return originalSource && relative(PACKAGES, resolve(dirname(path), originalSource));
}

/** Returns the source files whose functions ran since the last call. */
async function filesSinceLast() {
  const { result } = await session.post('Profiler.takePreciseCoverage');
  const files = new Set();
  for (const { url, functions } of result) {
    if (!url.startsWith('file:') || !url.includes('/packages/') || !url.includes('/dist/')) continue;
    for (const { ranges } of functions) {
      // The first range of a script is the module itself.
      if (ranges[0].count === 0 || ranges[0].startOffset === 0) continue;
      const source = await sourceOf(url, ranges[0]);
      if (source !== undefined) files.add(source);
    }
  }
  return [...files].filter((file) => !file.startsWith('testbed/')).toSorted((one, other) => one.localeCompare(other));
}

/** @param cleanUp Takes the result of the operation. Its files do not count. */
async function walk(name, operation, { warmUp = WARM_UP, cleanUp = async () => {} } = {}) {
  for (let n = 0; n < warmUp; n += 1) await cleanUp(await operation());
  await filesSinceLast();
  // What a timer of the client runs meanwhile is not in every one of them.
  let files;
  for (let n = 0; n < 5; n += 1) {
    const result = await operation();
    const ran = await filesSinceLast();
    files = files?.filter((file) => ran.includes(file)) ?? ran;
    await cleanUp(result);
    await filesSinceLast();
  }
  const counts = new Map();
  for (const file of files) counts.set(file.split('/')[0], (counts.get(file.split('/')[0]) ?? 0) + 1);
  const parts = [...counts].map(([part, count]) => `${part} ${count}`);
  console.log(`${name.padEnd(44)}${String(files.length).padStart(4)}   ${parts.join(', ')}`);
  if (NAMES) for (const file of files) console.log(`    ${file}`);
}

const place = await BACKENDS.find(({ name }) => name === 'redis').start();
const store = place.fresh();
const open = async (options) => createFlagstaff({ storage: await openStore(store), ...options });
// Neither polls nor listens: what follows a store has a walk of its own, and its timing would make that of a write vary.
const writer = await open({ pollIntervalMs: false });
await writer.ready();
const management = manage(writer);
await management.commit([
  { type: 'set', document: constant },
  { type: 'set', document: rollout },
]);

const flagstaff = await open();
await flagstaff.ready();
let answer;
const app = express();
app.use(flags(flagstaff, { context: (req) => ({ targetingKey: req.get('x-user'), plan: 'pro' }) }));
app.get('/:key', (req, res) => void res.json((answer = req.flags.isEnabled(req.params.key))));
const server = app.listen(0);
await once(server, 'listening');
const ask = (key) => async () => {
  await (await fetch(`http://127.0.0.1:${server.address().port}/${key}`, { headers: { 'x-user': 'ada' } })).json();
  if (typeof answer !== 'boolean') throw new Error(`${key}: no answer`);
};
const endpoint = ofrep(flagstaff, { authorize: 'anyone' });
const bulk = () =>
  endpoint(
    new Request('http://127.0.0.1/ofrep/v1/evaluate/flags', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ context: { targetingKey: 'ada', plan: 'pro' } }),
    }),
  ).then((response) => response.text());

let count = 0;
const edit = async () => {
  count = (count + 1) % 100;
  await management.set({ ...rollout, key: 'edited', default: 'off', description: `${count}` });
};
/** Resolves after the next change. */
const nextChange = (client) =>
  new Promise((resolve) => {
    const forget = client.on('change', () => {
      forget();
      resolve();
    });
  });

try {
  await walk('check: req.flags.isEnabled, Express', ask('constant'));
  await walk('check: the same, with a rule and a rollout', ask('rollout'));
  await walk('OFREP: bulk request', bulk);
  const other = await startWorker({ do: 'write', store, flags: ['one', 'two'] });
  await walk('follow: commit of another process, Redis', () => nextChange(flagstaff));
  await other.kill();
  await flagstaff.close();
  await walk('write: set, Redis', edit);
  await walk(
    'start: createFlagstaff to ready, Redis',
    async () => {
      const client = await open();
      await client.ready();
      return client;
    },
    { warmUp: 3, cleanUp: (client) => client.close() },
  );
} finally {
  server.close();
  await writer.close();
  await flagstaff.close();
  await place.dispose();
}
