// A server that takes longer to open a connection than a statement may take, as serverless databases that wake up do.
import { expect, it } from 'vitest';
import type { FlagstaffError } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { count } from '@flagstaff/spec';
import { counterDocument, report, until } from '@flagstaff/testbed';
import { answer, behindProxy, client, eachBackend, store } from './support/each-backend.ts';

/** Longer than `timeoutMs`. */
const OPENING_MS = count(1_200, 6_000);

await eachBackend(
  'connections that open slowly',
  (place, { name, notifies }) => {
    it('waits for the connection under way instead of opening another', async () => {
      const spec = place().fresh();
      await (await store(spec)).set(counterDocument('n', 1));
      const { proxy, through } = await behindProxy(place(), spec);
      proxy.delayOpening(OPENING_MS);
      const start = performance.now();
      const flagstaff = await client(through);
      const problems: FlagstaffError[] = [];
      flagstaff.on('error', (problem) => problems.push(problem));
      await flagstaff.ready({ timeoutMs: 60_000 });
      const took = performance.now() - start;
      expect(answer(flagstaff, 'n')).toBe(1);
      const opened = proxy.accepted;
      await manage(flagstaff).set(counterDocument('n', 2));
      expect(answer(flagstaff, 'n')).toBe(2);
      report(`connections of ${OPENING_MS} ms, ${name}`, {
        'ready after, ms': { measured: took, criterion: `<= ${OPENING_MS + 500}` },
        'connections until ready': { measured: opened, criterion: '1, or 2 with the one that watches' },
      });
      expect(opened).toBeLessThanOrEqual(notifies ? 2 : 1);
      expect(problems).toEqual([]);
    });

    it('opens one connection for all that wait, whose deadlines start when it is open', async () => {
      const spec = place().fresh();
      await (await store(spec)).set(counterDocument('n', 1));
      const { proxy, through } = await behindProxy(place(), spec);
      proxy.delayOpening(OPENING_MS);
      const storage = await store(through);
      const reads = Array.from({ length: 3 }, () => storage.revision());
      await until('a connection is being opened', () => proxy.accepted > 0, { withinMs: 1_000 });
      expect(await Promise.race(reads)).toMatchObject({ number: 1 });
      expect(await storage.set(counterDocument('n', 2), { ifVersion: 1 })).toMatchObject({ version: 2 });
      await Promise.all(reads);
    });
  },
  ['postgres', 'redis', 'mariadb', 'sqld'],
  // One that the package connects itself, and one that a pool of HTTP connects.
  ['postgres', 'sqld'],
);
