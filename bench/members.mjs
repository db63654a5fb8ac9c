// Measures member lookups among a million stored members. Runs on the built packages: `npm run bench:members` builds them first.
import { createFlagstaff } from '@flagstaff/core';
import { BACKENDS, openStore, percentile } from '@flagstaff/testbed';
import { manage } from '@flagstaff/core/management';

const MEMBERS = Number(process.env.FLAGSTAFF_BENCH_MEMBERS ?? 1_000_000);
const LOOK_UPS = 5_000;
const SEGMENTS = ['early', 'vip', 'staff'];

function* users(step) {
  for (let id = 0; id < MEMBERS; id += step) yield `user-${id}`;
}

const megabytes = () => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
};

async function measure(kind) {
  const place = await kind.start();
  try {
    const flagstaff = createFlagstaff({ storage: await openStore(place.fresh()), memberCache: { maxAgeMs: 0 } });
    await manage(flagstaff).commit(
      SEGMENTS.map((key) => ({ type: 'set', document: { kind: 'segment', key, members: 'stored' } })),
    );
    const before = megabytes();
    const start = performance.now();
    await manage(flagstaff).addMembers('early', users(1));
    const filled = (performance.now() - start) / 1_000;
    for (const segment of SEGMENTS.slice(1)) await manage(flagstaff).addMembers(segment, users(1_000));
    const times = [];
    for (let n = 0; n < LOOK_UPS; n += 1) {
      const flags = flagstaff.forContext({ targetingKey: `user-${(n * 7_919) % (2 * MEMBERS)}` });
      const asked = performance.now();
      await flags.lookUpMembers();
      times.push(performance.now() - asked);
    }
    const grown = megabytes() - before;
    await flagstaff.close();
    return { times, filled, grown };
  } finally {
    await place.dispose();
  }
}

const row = (...cells) =>
  console.log(cells.map((cell, index) => String(cell)[index === 0 ? 'padEnd' : 'padStart'](12)).join(''));

console.log(
  `Stored members: ${MEMBERS} of one segment, ${LOOK_UPS} sequential lookups in ${SEGMENTS.length} segments, nothing cached\n`,
);
row('store', 'fill, s', 'median, ms', 'p99, ms', 'heap, MB');
for (const kind of BACKENDS) {
  const { times, filled, grown } = await measure(kind);
  row(
    kind.name,
    filled.toFixed(1),
    percentile(times, 0.5).toFixed(3),
    percentile(times, 0.99).toFixed(3),
    grown.toFixed(1),
  );
}
console.log('\nheap, MB: growth of the process');
