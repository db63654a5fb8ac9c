import { BACKENDS, openStore } from '@flagstaff/testbed';
import { measureIn } from '../harness/child.mjs';
import { summary } from '../harness/stats.mjs';
import { fill } from '../workloads/stored-flags.mjs';

const SIZES = [10, 1_000, 10_000, 50_000];
const STORES = { redis: 'Redis', postgres: 'PostgreSQL', mariadb: 'MariaDB', libsql: 'SQLite file' };

/** Measures what one instance costs its store, and what the size of the store costs the instance. Flagstaff only. */
export async function scale({ quick, log }) {
  const rounds = quick ? 1 : 3;
  const edits = quick ? 10 : 20;
  const cells = [];
  for (const kind of BACKENDS.filter(({ name }) => Object.hasOwn(STORES, name))) {
    const place = await kind.start();
    try {
      for (const flags of SIZES) {
        const store = place.fresh();
        const filler = await openStore(store);
        await fill(filler, flags);
        await filler.close();
        const reports = [];
        for (let round = 0; round < rounds; round += 1) {
          reports.push(
            await measureIn('scale.mjs', { store, port: place.server?.port, protocol: kind.name, flags, edits }),
          );
        }
        cells.push({ store: STORES[kind.name], flags, ...figuresOf(reports) });
        log(`${STORES[kind.name]}, ${flags} flags`);
      }
    } finally {
      await place.dispose();
    }
  }
  return { rounds, edits, cells };
}

/** The figures of each part over the rounds. */
function figuresOf(reports) {
  const parts = Object.entries(reports[0]).map(([part, figures]) => [
    part,
    Object.fromEntries(
      Object.keys(figures).map((figure) => [figure, summary(reports.map((report) => report[part][figure]))]),
    ),
  ]);
  return Object.fromEntries(parts);
}
