// Measures one edit among few flags and among many. Runs on the built packages: `npm run bench:writes` builds them first.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createFlagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { BACKENDS, openStore, percentile, sleep, throughProxy } from '@flagstaff/testbed';
import { startCountingProxy } from './harness/counting-proxy.mjs';

const SIZES = (process.env.FLAGSTAFF_BENCH_FLAGS ?? '10,1000,10000,50000').split(',').map(Number);
const STORES = process.env.FLAGSTAFF_BENCH_STORES?.split(',');
const EDITS = Number(process.env.FLAGSTAFF_BENCH_EDITS ?? 30);
const WARM_UP = 10;
/** Flags per commit when a store is filled. */
const BATCH = 1_000;
/** Milliseconds without traffic after which an edit is over: several times an instance's polling interval. */
const QUIET = 200;

const TARGETS = { kilobytes: 16, roundTrips: 3, growth: 1.5 };

const flag = (n, percentage = 20) => ({
  kind: 'flag',
  key: `flag-${n}`,
  type: 'boolean',
  description: `The flag of number ${n}, rolled out to a share of those who pay for it.`,
  variants: { on: true, off: false },
  off: 'off',
  default: 'off',
  rules: [
    {
      when: { attribute: 'plan', operator: 'in', value: ['pro', 'team'] },
      rollout: { percentage },
      serve: 'on',
    },
  ],
});

async function fill(storage, size) {
  for (let start = 0; start < size; start += BATCH) {
    const length = Math.min(BATCH, size - start);
    await storage.commit(Array.from({ length }, (_, n) => ({ type: 'set', document: flag(start + n) })));
  }
}

/** Resolves after `QUIET` milliseconds without traffic. */
async function quiet(proxy) {
  const bytes = () => proxy?.counts().bytes ?? 0;
  for (let before = -1; before !== bytes();) {
    before = bytes();
    await sleep(QUIET);
  }
}

async function measureEdit(flagstaff, proxy, document) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const before = proxy?.counts();
  delay.enable();
  const cpu = process.cpuUsage();
  const start = performance.now();
  await manage(flagstaff).set(document);
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  const after = proxy?.counts();
  await quiet(proxy);
  delay.disable();
  const blockedMs = delay.max / 1e6;
  const cpuMs = (user + system) / 1_000;
  if (proxy === undefined) return { ms, cpuMs, blockedMs };
  const kilobytes = (proxy.counts().bytes - before.bytes) / 1_000;
  return { ms, cpuMs, blockedMs, kilobytes, roundTrips: after.roundTrips - before.roundTrips };
}

async function measure(place, size) {
  const store = place.fresh();
  const filler = await openStore(store);
  await fill(filler, size);
  await filler.close();
  const proxy = place.server && (await startCountingProxy(place.server.port));
  const url = proxy === undefined ? store.url : throughProxy(store.url, proxy);
  const flagstaff = createFlagstaff({ storage: await openStore({ ...store, url }) });
  try {
    await flagstaff.ready({ timeoutMs: 60_000 });
    const edits = [];
    await quiet(proxy);
    for (let n = 0; n < WARM_UP + EDITS; n += 1) {
      edits.push(await measureEdit(flagstaff, proxy, flag(n % size, 30 + n)));
    }
    const measured = edits.slice(WARM_UP);
    const median = (name) =>
      percentile(
        measured.map((edit) => edit[name]),
        0.5,
      );
    return {
      ms: median('ms'),
      cpuMs: median('cpuMs'),
      blockedMs: median('blockedMs'),
      ...(proxy && {
        kilobytes: median('kilobytes'),
        roundTrips: median('roundTrips'),
      }),
    };
  } finally {
    await flagstaff.close();
    await proxy?.close();
  }
}

const row = (...cells) =>
  console.log(cells.map((cell, index) => String(cell)[index === 0 ? 'padEnd' : 'padStart'](12)).join(''));

console.log(`One edit of one flag, ${EDITS} of them for each size; medians\n`);
row('store', 'flags', 'ms', 'growth', 'cpu, ms', 'blocked, ms', 'wire, kB', 'round trips');
const misses = [];
for (const kind of BACKENDS.filter(({ name }) => STORES?.includes(name) ?? true)) {
  const place = await kind.start();
  try {
    let smallest;
    for (const size of SIZES) {
      const { ms, cpuMs, blockedMs, kilobytes, roundTrips } = await measure(place, size);
      smallest ??= ms;
      const found = { kilobytes, roundTrips, growth: ms / smallest };
      row(
        kind.name,
        size,
        ms.toFixed(2),
        found.growth.toFixed(2),
        cpuMs.toFixed(1),
        blockedMs.toFixed(1),
        kilobytes?.toFixed(1) ?? '',
        roundTrips ?? '',
      );
      for (const [name, most] of Object.entries(TARGETS)) {
        if (found[name] > most) misses.push(`${kind.name}, ${size} flags: ${name} ${found[name].toFixed(1)} > ${most}`);
      }
    }
  } finally {
    await place.dispose();
  }
}
console.log(
  '\ngrowth: time relative to the smallest size; cpu: processor time of all threads until the write resolved;\nblocked: longest turn of the event loop, including about 1 ms for the clock itself',
);
console.log('wire: both directions, from the call until nothing more is sent; round trips: until the write resolved\n');
console.log(misses.length === 0 ? 'Every target is met.' : `Missed:\n${misses.join('\n')}`);
