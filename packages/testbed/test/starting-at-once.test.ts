// Many instances that start at the same moment, as after a deployment.
import { createFlagstaff } from '@flagstaff/core';
import type { Flagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { count } from '@flagstaff/spec';
import {
  counterDocument,
  openStore,
  report,
  startFaultProxy,
  startPostgres,
  throughProxy,
  until,
} from '@flagstaff/testbed';
import type { Server, StoreSpec } from '@flagstaff/testbed';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { answer, behindProxy, eachBackend, store } from './support/each-backend.ts';
import { missingServer } from './support/missing.ts';

const INSTANCES = count(15, 200);
/** Connections opened by each: two, and those of attempts that a busy machine delayed, which weigh more among few. */
const CONNECTIONS = count(3, 2.2);

/** The backend's default in a soak. Every day, other tests run beside these, and a late answer is no fault of the instances. */
const TIMEOUT_MS = count(10_000, 1_000);

/** The events of an instance. */
interface Seen {
  readonly flagstaff: Flagstaff;
  readies: number;
  stales: number;
  readonly errors: string[];
}

async function start(spec: StoreSpec): Promise<Seen> {
  const storage = await openStore({ ...spec, timeoutMs: TIMEOUT_MS });
  const flagstaff = createFlagstaff({ storage });
  onTestFinished(() => flagstaff.close());
  const seen: Seen = { flagstaff, readies: 0, stales: 0, errors: [] };
  flagstaff.on('ready', () => (seen.readies += 1));
  flagstaff.on('stale', () => (seen.stales += 1));
  flagstaff.on('error', ({ code }) => seen.errors.push(code));
  return seen;
}

describe.skipIf((await missingServer('postgres')) !== undefined)('instances that start at once on PostgreSQL', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.dispose());

  it('are all ready, with one connection each and one that listens', async () => {
    const spec: StoreSpec = { kind: 'drizzle', url: server.url, tablePrefix: 'herd_' };
    await (await store(spec)).set(counterDocument('n', 1));
    const proxy = await startFaultProxy(server.port);
    onTestFinished(() => proxy.close());
    const through = { ...spec, url: throughProxy(spec.url, proxy) };
    const seen = await Promise.all(Array.from({ length: INSTANCES }, () => start(through)));
    const took = await until('all are ready', () => seen.every(({ flagstaff }) => flagstaff.state === 'ready'), {
      withinMs: 15_000,
    });
    await until('all listen', () => proxy.open >= 2 * INSTANCES, { withinMs: 10_000 });
    await manage(seen[0]!.flagstaff).set(counterDocument('n', 2));
    await until('all follow', () => seen.every(({ flagstaff }) => answer(flagstaff, 'n') === 2), { withinMs: 5_000 });
    report(`${INSTANCES} at once, postgres`, {
      'all ready after, ms': { measured: took, criterion: '<= 15,000 for 200 on an idle machine' },
      'connections opened, each': { measured: (proxy.accepted / INSTANCES).toFixed(2), criterion: `<= ${CONNECTIONS}` },
    });
    expect(proxy.accepted).toBeLessThanOrEqual(CONNECTIONS * INSTANCES);
    expect(seen.filter(({ readies, stales }) => readies !== 1 || stales !== 0)).toEqual([]);
    expect(seen.flatMap(({ errors }) => errors)).toEqual([]);
  });
});

await eachBackend(
  'many followers of a thousand flags',
  (place) => {
    it('all hear every commit', async () => {
      const spec = place().fresh();
      const flags = Array.from({ length: 1_000 }, (_, index) => counterDocument(`flag-${index}`, 0));
      const storage = await store(spec);
      await storage.commit(flags.map((document) => ({ type: 'set', document })));
      const { proxy, through } = await behindProxy(place(), spec);
      const seen = await Promise.all(Array.from({ length: INSTANCES }, () => start(through)));
      const took = await until('all are ready', () => seen.every(({ flagstaff }) => flagstaff.state === 'ready'), {
        withinMs: 15_000,
      });
      const times: number[] = [];
      for (let n = 1; n <= 12; n += 1) {
        await storage.set(counterDocument(`flag-${n}`, n));
        times.push(
          await until('all hear it', () => seen.every(({ flagstaff }) => answer(flagstaff, `flag-${n}`) === n), {
            withinMs: 5_000,
          }),
        );
      }
      report(`${INSTANCES} followers of 1,000 flags`, {
        'all ready after, ms': { measured: took, criterion: '<= 15,000 for 200 on an idle machine' },
        'slowest commit to reach all, ms': { measured: Math.max(...times), criterion: 'for information' },
        'connections opened, each': {
          measured: (proxy.accepted / INSTANCES).toFixed(2),
          criterion: `<= ${CONNECTIONS}`,
        },
      });
      expect(seen.flatMap(({ errors }) => errors)).toEqual([]);
      expect(seen.filter(({ readies, stales }) => readies !== 1 || stales !== 0)).toEqual([]);
      expect(proxy.accepted).toBeLessThanOrEqual(CONNECTIONS * INSTANCES);
    });
  },
  ['redis'],
);
