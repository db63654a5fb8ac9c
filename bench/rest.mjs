// Measures what an idle instance costs its store. Runs on the built packages: `npm run bench:rest` builds them first.
import { createFlagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { BACKENDS, openStore, sleep, throughProxy } from '@flagstaff/testbed';
import { startCountingProxy } from './harness/counting-proxy.mjs';

const SECONDS = Number(process.env.FLAGSTAFF_BENCH_SECONDS ?? 120);
const STORES = process.env.FLAGSTAFF_BENCH_STORES?.split(',') ?? ['redis', 'postgres', 'mariadb'];
/** Seconds until an instance is at rest: its poll interval has grown, and unused connections are closed. */
const SETTLING = 75;

const WAYS = { default: {}, 'every 2 s': { pollIntervalMs: 2_000 } };

const row = (...cells) =>
  console.log(cells.map((cell, index) => String(cell)[index < 2 ? 'padEnd' : 'padStart'](14)).join(''));

async function measure(name, way, options, { place, store }) {
  const proxy = await startCountingProxy(place.server.port);
  const storage = await openStore({ ...store, url: throughProxy(store.url, proxy) });
  const flagstaff = createFlagstaff({ storage, ...options });
  try {
    await flagstaff.ready({ timeoutMs: 60_000 });
    await sleep(SETTLING * 1_000);
    const before = proxy.counts();
    let most = 0;
    for (let second = 0; second < SECONDS; second += 1) {
      most = Math.max(most, proxy.counts().connections);
      await sleep(1_000);
    }
    const after = proxy.counts();
    const each = (count) => (after[count] - before[count]) / SECONDS;
    row(name, way, most, each('roundTrips').toFixed(3), each('bytes').toFixed(1));
  } finally {
    await flagstaff.close();
    await proxy.close();
  }
}

console.log(`One idle instance for ${SECONDS} s, ${SETTLING} s after its start\n`);
row('store', 'polls', 'connections', 'commands/s', 'bytes/s');
await Promise.all(
  BACKENDS.filter(({ name }) => STORES.includes(name)).map(async (kind) => {
    const place = await kind.start();
    try {
      const store = place.fresh();
      const writer = createFlagstaff({ storage: await openStore(store) });
      await manage(writer).set({ kind: 'flag', key: 'a', type: 'boolean' });
      await writer.close();
      await Promise.all(
        Object.entries(WAYS).map(([way, options]) => measure(kind.name, way, options, { place, store })),
      );
    } finally {
      await place.dispose();
    }
  }),
);
console.log('\nconnections: the most at a time; commands: requests that wait for a reply, of polls and pings');
