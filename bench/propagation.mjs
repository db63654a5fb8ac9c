// Measures from a commit to the changed answer in another process. Runs on the built packages: `npm run bench:propagation` builds them first.
import { createFlagstaff } from '@flagstaff/core';
import { BACKENDS, counterDocument, openStore, percentile, sleep, startWorker, until } from '@flagstaff/testbed';
import { manage } from '@flagstaff/core/management';

const CHANGES = Number(process.env.FLAGSTAFF_BENCH_CHANGES ?? 1_000);
const WARM_UP = Math.min(50, Math.ceil(CHANGES / 10));
/** Milliseconds between changes. A follower reads at most every 50 ms, so faster changes would arrive together. */
const SPACING = 60;

const now = () => performance.timeOrigin + performance.now();

async function measure(kind) {
  const place = await kind.start();
  try {
    const store = place.fresh();
    const writer = createFlagstaff({ storage: await openStore(store) });
    await manage(writer).set(counterDocument('n', 0));
    const follower = await startWorker({ do: 'follow', store, flag: 'n' });
    const arrivals = () => follower.messages.filter(({ type }) => type === 'value');
    await until('the other process follows', () => follower.messages.some(({ type }) => type === 'following'), {
      withinMs: 10_000,
    });
    // Notifications start once the follower is up to date.
    await sleep(500);
    const committed = new Map();
    for (let n = 1; n <= CHANGES + WARM_UP; n += 1) {
      await manage(writer).set(counterDocument('n', n));
      committed.set(n, now());
      await sleep(SPACING);
    }
    await until('the last change arrived', () => arrivals().at(-1)?.n === CHANGES + WARM_UP, { withinMs: 5_000 });
    const arrived = new Map(arrivals().map(({ n, at }) => [n, at]));
    const times = [...committed]
      .slice(WARM_UP)
      .flatMap(([n, at]) => (arrived.has(n) ? [Math.max(0, arrived.get(n) - at)] : []));
    await follower.kill();
    await writer.close();
    return { times, missing: CHANGES - times.length };
  } finally {
    await place.dispose();
  }
}

const row = (...cells) =>
  console.log(cells.map((cell, index) => String(cell)[index === 0 ? 'padEnd' : 'padStart'](12)).join(''));
const ms = (value) => value.toFixed(2);

console.log(
  `Propagation: commit acknowledged to changed answer in another process, ${CHANGES} changes, milliseconds\n`,
);
row('store', 'median', 'p99', 'slowest', 'overtaken');
for (const kind of BACKENDS.filter(({ notifies }) => notifies)) {
  const { times, missing } = await measure(kind);
  row(kind.name, ms(percentile(times, 0.5)), ms(percentile(times, 0.99)), ms(Math.max(...times)), missing);
}
console.log('\novertaken: changes that arrived together with the next one');
