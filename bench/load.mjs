// Measures a whole load: how long it blocks the event loop, and the memory at its peak. Runs on the built packages:
// `npm run bench:load` builds them first. Each load runs in a process of its own.
import { execFile } from 'node:child_process';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { createFlagstaff } from '@flagstaff/core';
import { BACKENDS, openStore } from '@flagstaff/testbed';

const FLAGS = Number(process.env.FLAGSTAFF_BENCH_FLAGS ?? 50_000);
const STORES = process.env.FLAGSTAFF_BENCH_STORES?.split(',');
const ROUNDS = 3;
/** Milliseconds between two samples of memory, each of which takes as long. */
const PAUSE_MS = 20;
/** Flags per commit when a store is filled. */
const BATCH = 1_000;

const MOST = { blockedMs: 50, memory: 3 };

const flag = (n) => ({
  kind: 'flag',
  key: `flag-${n}`,
  type: 'boolean',
  description: `The flag of number ${n}, rolled out to a share of those who pay for it.`,
  variants: { on: true, off: false },
  off: 'off',
  default: 'off',
  ...(n % 10 === 9 && { prerequisites: [{ flag: `flag-${n - 1}`, variants: ['on'] }] }),
  rules: [
    {
      when: [
        { attribute: 'plan', operator: 'in', value: ['pro', 'team'] },
        ...(n % 5 === 0 ? [{ segment: 'staff' }] : []),
      ],
      rollout: { percentage: 20 },
      serve: 'on',
    },
  ],
});

const heap = () => {
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
};

/** Memory that is in use, without garbage: when the collector runs is the engine's decision. */
const inUse = () => {
  globalThis.gc();
  return heap();
};

/** In a process of its own: either how long it takes, or the memory, whose measurement takes long itself. */
async function load(store, measured) {
  const storage = await openStore(store);
  await storage.revision();
  const before = inUse();
  let peak = before;
  let sampling;
  const sample = () => {
    peak = Math.max(peak, inUse());
    sampling = setTimeout(sample, PAUSE_MS);
  };
  if (measured === 'memory') sample();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const start = performance.now();
  const flagstaff = createFlagstaff({ storage });
  await flagstaff.ready({ timeoutMs: 120_000 });
  const ms = performance.now() - start;
  await new Promise((resolve) => setTimeout(resolve, 50));
  delay.disable();
  clearTimeout(sampling);
  const json = flagstaff.snapshot().documents.reduce((sum, document) => sum + JSON.stringify(document).length, 0);
  console.log(
    JSON.stringify({ ms, blockedMs: delay.max / 1e6, peak: (peak - before) / json, held: (inUse() - before) / json }),
  );
  await flagstaff.close();
  process.exit();
}

const row = (...cells) =>
  console.log(cells.map((cell, at) => String(cell)[at === 0 ? 'padEnd' : 'padStart'](14)).join(''));

async function measure(kind) {
  const place = await kind.start();
  try {
    const store = place.fresh();
    const filler = await openStore(store);
    await filler.set({ kind: 'segment', key: 'staff', include: ['ada'] });
    for (let start = 0; start < FLAGS; start += BATCH) {
      const length = Math.min(BATCH, FLAGS - start);
      await filler.commit(Array.from({ length }, (_, n) => ({ type: 'set', document: flag(start + n) })));
    }
    await filler.close();
    const run = async (measured) => {
      const args = ['--expose-gc', fileURLToPath(import.meta.url), JSON.stringify(store), measured];
      const { stdout } = await promisify(execFile)(process.execPath, args);
      return JSON.parse(stdout.trim().split('\n').at(-1));
    };
    const found = [];
    for (let round = 0; round < ROUNDS; round += 1) found.push(await run('time'));
    const median = (name) =>
      found.map((each) => each[name]).toSorted((one, other) => one - other)[Math.floor(ROUNDS / 2)];
    const { peak, held } = await run('memory');
    return { ms: median('ms'), blockedMs: median('blockedMs'), peak, held };
  } finally {
    await place.dispose();
  }
}

if (process.argv[2] === undefined) {
  console.log(`A whole load of ${FLAGS} flags; medians of ${ROUNDS}\n`);
  row('store', 'ms', 'blocked, ms', 'peak, × JSON', 'held, × JSON');
  const misses = [];
  for (const kind of BACKENDS.filter(({ name }) => STORES?.includes(name) ?? true)) {
    const { ms, blockedMs, peak, held } = await measure(kind);
    row(kind.name, ms.toFixed(0), blockedMs.toFixed(0), peak.toFixed(1), held.toFixed(1));
    if (blockedMs > MOST.blockedMs) misses.push(`${kind.name}: blocked ${blockedMs.toFixed(0)} ms > ${MOST.blockedMs}`);
    if (peak > MOST.memory) misses.push(`${kind.name}: peak ${peak.toFixed(1)} times > ${MOST.memory}`);
  }
  console.log(misses.length === 0 ? '\nEvery target is met.' : `\nMissed:\n${misses.join('\n')}`);
} else await load(JSON.parse(process.argv[2]), process.argv[3]);
