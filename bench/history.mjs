// Measures a page of one document's history among many commits. Runs on the built packages: `npm run bench:history` builds them
// first. The ratio is to a page of as many commits of all documents, the least that a store can send.
import { createMemoryStorage } from '@flagstaff/core/storage';
import { BACKENDS, openStore, percentile, throughProxy } from '@flagstaff/testbed';
import { startCountingProxy } from './harness/counting-proxy.mjs';

const COMMITS = Number(process.env.FLAGSTAFF_BENCH_COMMITS ?? 10_000);
const STORES = process.env.FLAGSTAFF_BENCH_STORES?.split(',');
/** The document is changed so often, at equal distances. */
const EDITS = 20;
const ROUNDS = 15;

const MOST = 3;

const flag = (key, edit) => ({
  kind: 'flag',
  key,
  type: 'boolean',
  description: `Edit ${edit} of a flag that is rolled out to a share of those who pay for it.`,
  rules: [{ when: { attribute: 'plan', operator: 'in', value: ['pro'] }, rollout: { percentage: 20 }, serve: 'on' }],
});

async function fill(storage) {
  for (let n = 0; n < COMMITS; n += 1) {
    const isOurs = n % (COMMITS / EDITS) === 0;
    await storage.set(flag(isOurs ? 'ours' : `other-${n % 500}`, n));
  }
}

async function measure(proxy, read) {
  const times = [];
  let traffic;
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = proxy?.counts();
    const start = performance.now();
    await read();
    times.push(performance.now() - start);
    const after = proxy?.counts();
    traffic = proxy && { kilobytes: (after.bytes - before.bytes) / 1_000, turns: after.roundTrips - before.roundTrips };
  }
  return { ms: percentile(times, 0.5), ...traffic };
}

/** The store of this process, which has no server. */
const MEMORY = {
  name: 'memory',
  start: async () => ({
    open: async () => createMemoryStorage({ historyLimit: COMMITS }),
    dispose: async () => undefined,
  }),
};

async function openPlace(place, proxy) {
  if (place.open !== undefined) return await place.open();
  const store = place.fresh();
  return await openStore(proxy === undefined ? store : { ...store, url: throughProxy(store.url, proxy) });
}

const row = (...cells) =>
  console.log(
    cells.map((cell, at) => String(cell)[at < 2 ? 'padEnd' : 'padStart']([10, 24, 9, 9, 9, 13][at])).join(''),
  );

console.log(`${EDITS} commits of one document among ${COMMITS}; medians of ${ROUNDS}\n`);
row('store', 'read', 'ms', 'ratio', 'kB', 'round trips');
const misses = [];
for (const kind of [MEMORY, ...BACKENDS].filter(({ name }) => STORES?.includes(name) ?? true)) {
  const place = await kind.start();
  const proxy = place.server && (await startCountingProxy(place.server.port));
  const storage = await openPlace(place, proxy);
  try {
    await fill(storage);
    const reads = {
      'any document': () => storage.history({ limit: EDITS }),
      'one document': async () => {
        const { items } = await storage.history({ id: 'flag:ours' });
        if (items.length !== EDITS) throw new Error(`${items.length} commits were found.`);
      },
      'a document without any': () => storage.history({ id: 'flag:absent' }),
      'feed of one document': async () => {
        const { items } = await storage.history({ id: 'flag:ours', after: '' });
        if (items.length !== EDITS) throw new Error(`${items.length} commits were found.`);
      },
    };
    let least;
    for (const [name, read] of Object.entries(reads)) {
      const { ms, kilobytes, turns } = await measure(proxy, read);
      least ??= ms;
      row(kind.name, name, ms.toFixed(2), (ms / least).toFixed(2), kilobytes?.toFixed(1) ?? '', turns ?? '');
      if (ms / least > MOST) misses.push(`${kind.name}, ${name}: ${(ms / least).toFixed(1)} times > ${MOST}`);
    }
  } finally {
    await storage.close();
    await proxy?.close();
    await place.dispose();
  }
}
console.log(misses.length === 0 ? '\nEvery target is met.' : `\nMissed:\n${misses.join('\n')}`);
