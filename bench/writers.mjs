// Measures how many commits a second eight processes write to one store, each to flags of its own. Runs on the built packages:
// `npm run bench:writers` builds them first.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createFlagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { BACKENDS, openStore } from '@flagstaff/testbed';
import { fill, flagOf } from './workloads/stored-flags.mjs';

const SIZES = (process.env.FLAGSTAFF_BENCH_FLAGS ?? '10000,50000').split(',').map(Number);
const STORES = process.env.FLAGSTAFF_BENCH_STORES?.split(',') ?? ['redis', 'postgres', 'mariadb', 'libsql'];
const SECONDS = Number(process.env.FLAGSTAFF_BENCH_SECONDS ?? 10);
const WRITERS = 8;
/** Commits a second, at any size. */
const LEAST = { redis: 100, postgres: 50 };

/** A flag that names a segment, of a writer. */
const ownFlag = (writer, percentage) => {
  const flag = flagOf(0, percentage);
  const [rule] = flag.rules;
  return { ...flag, key: `own-${writer}`, rules: [{ ...rule, when: [rule.when, { segment: 'staff' }] }] };
};

/** In a process of its own: edits its flag until the time is over. */
async function write(store, writer) {
  const flagstaff = createFlagstaff({ storage: await openStore(store) });
  await flagstaff.ready({ timeoutMs: 120_000 });
  const failures = [];
  const edit = (n) => manage(flagstaff).set(ownFlag(writer, n % 100));
  await edit(0);
  process.send('ready');
  await once(process, 'message');
  const end = performance.now() + SECONDS * 1_000;
  let commits = 0;
  let slowest = 0;
  for (let before = performance.now(); before < end;) {
    await edit(commits + 1).then(
      () => (commits += 1),
      (error) => failures.push(error.code),
    );
    const after = performance.now();
    slowest = Math.max(slowest, after - before);
    before = after;
  }
  process.send({ commits, slowest, failures });
  await flagstaff.close();
  process.disconnect();
}

async function measure(kind, size) {
  const place = await kind.start();
  try {
    const store = place.fresh();
    const filler = await openStore(store);
    await filler.set({ kind: 'segment', key: 'staff', include: ['ada'] });
    await fill(filler, size);
    await filler.close();
    const writers = Array.from({ length: WRITERS }, (_, writer) =>
      fork(fileURLToPath(import.meta.url), [JSON.stringify(store), String(writer)]),
    );
    await Promise.all(writers.map((writer) => once(writer, 'message')));
    const results = writers.map((writer) => once(writer, 'message'));
    for (const writer of writers) writer.send('begin');
    const done = (await Promise.all(results)).map(([result]) => result);
    return {
      perSecond: done.reduce((sum, { commits }) => sum + commits, 0) / SECONDS,
      slowest: Math.max(...done.map(({ slowest }) => slowest)),
      failures: done.flatMap(({ failures }) => failures),
    };
  } finally {
    await place.dispose();
  }
}

const row = (...cells) =>
  console.log(cells.map((cell, at) => String(cell)[at === 0 ? 'padEnd' : 'padStart'](14)).join(''));

if (process.argv[2] === undefined) {
  console.log(
    `${WRITERS} processes write to one store for ${SECONDS} seconds, each a flag of its own that names a segment\n`,
  );
  row('store', 'flags', 'commits/s', 'slowest, ms', 'failed', 'asked');
  for (const kind of BACKENDS.filter(({ name }) => STORES.includes(name))) {
    for (const size of SIZES) {
      const { perSecond, slowest, failures } = await measure(kind, size);
      row(kind.name, size, perSecond.toFixed(0), slowest.toFixed(0), failures.length, LEAST[kind.name] ?? '');
      for (const code of new Set(failures)) console.log(`  ${code}`);
      if (failures.length > 0 || perSecond < (LEAST[kind.name] ?? 0)) process.exitCode = 1;
    }
  }
} else await write(JSON.parse(process.argv[2]), Number(process.argv[3]));
