import { expect, it } from 'vitest';
import { counterDocument } from '@flagstaff/testbed';
import { behindProxy, eachBackend, store } from './support/each-backend.ts';

/** Commits that open connections and fill the server's caches. */
const WARM_UP = 8;

await eachBackend(
  'round trips',
  (place) => {
    it('writes a commit of several documents in at most three round trips', async () => {
      const { proxy, through } = await behindProxy(place(), place().fresh());
      const storage = await store(through);
      const commit = (n: number) =>
        storage.commit(['a', 'b', 'c'].map((key) => ({ type: 'set', document: counterDocument(key, n) })));
      for (let n = 0; n < WARM_UP; n += 1) await commit(n);
      const before = proxy.roundTrips;
      await commit(WARM_UP);
      expect(proxy.roundTrips - before).toBeLessThanOrEqual(3);
      expect(proxy.roundTrips).toBeGreaterThan(before);
    });
  },
  ['mariadb', 'redis', 'postgres'],
);
