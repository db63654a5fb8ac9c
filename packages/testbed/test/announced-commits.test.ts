// What a follower reads after a commit that is announced with its content, and after one that is not.
import { expect, it } from 'vitest';
import type { Flagstaff } from '@flagstaff/core';
import type { FullStorageBackend } from '@flagstaff/core/storage';
import { counterDocument, queryPostgres, sendRedis } from '@flagstaff/testbed';
import type { BackendName, FaultProxy, Place, StoreSpec } from '@flagstaff/testbed';
import { answer, behindProxy, client, eachBackend, store } from './support/each-backend.ts';

const BACKENDS = ['redis', 'postgres'] as const satisfies readonly BackendName[];
type Announcing = (typeof BACKENDS)[number];

/** An hour: what a test sees within it does not come from a poll. */
const NO_POLL = 3_600_000;

/** A comment too long to be announced. */
const LONG = 'long '.repeat(1_600);

/** What a server sends with an announced commit, and with nothing else. */
const ANNOUNCEMENT: Readonly<Record<Announcing, string>> = { redis: '$7\r\nmessage\r\n', postgres: 'commit ' };

/** Sends text on the channel of a store, as another program can. */
const SEND: Readonly<Record<Announcing, (url: string, spec: StoreSpec, text: string) => Promise<unknown>>> = {
  redis: (url, spec, text) => sendRedis(url, 'PUBLISH', `{${spec.kind === 'redis' ? spec.prefix : ''}}changes`, text),
  postgres: (url, spec, text) =>
    queryPostgres(url, `SELECT pg_notify('${spec.kind === 'drizzle' ? spec.tablePrefix : ''}', '${text}')`),
};

interface Following {
  readonly spec: StoreSpec;
  readonly writer: FullStorageBackend;
  readonly flagstaff: Flagstaff;
  readonly proxy: FaultProxy;
  /** Bytes that the server sent to the follower so far. */
  received(): number;
}

/** A client behind a proxy of its own that follows the counter `n`, and listens. */
async function following(place: Place): Promise<Following> {
  const spec = place.fresh();
  const writer = await store(spec);
  await writer.set(counterDocument('n', 0));
  const { proxy, through } = await behindProxy(place, spec);
  let received = 0;
  proxy.swallow((chunk) => {
    received += chunk.length;
    return false;
  });
  const flagstaff = await client(through, { pollIntervalMs: NO_POLL });
  await flagstaff.ready();
  // Until the watch listens, nothing brings a change.
  await expect
    .poll(async () => {
      await writer.set(counterDocument('n', 1));
      return answer(flagstaff, 'n');
    })
    .toBe(1);
  // A client reads once more when its watch listens: during the first of these, or before.
  await flagstaff.refresh();
  await flagstaff.refresh();
  return { spec, writer, flagstaff, proxy, received: () => received };
}

await eachBackend(
  'announced commits',
  (place, kind) => {
    const name = kind.name as Announcing;

    it('are applied without a round trip, from at most 2 kB each', async () => {
      const { writer, flagstaff, proxy, received } = await following(place());
      const [trips, bytes] = [proxy.roundTrips, received()];
      for (let n = 2; n <= 11; n += 1) await writer.set(counterDocument('n', n), { actor: 'ada' });
      await expect.poll(() => answer(flagstaff, 'n')).toBe(11);
      expect(proxy.roundTrips).toBe(trips);
      expect(received()).toBeGreaterThan(bytes);
      expect((received() - bytes) / 10).toBeLessThanOrEqual(2_000);
    });

    it('are read where they are too large', async () => {
      const { writer, flagstaff, proxy } = await following(place());
      const trips = proxy.roundTrips;
      await writer.set(counterDocument('n', 2), { comment: LONG });
      await expect.poll(() => answer(flagstaff, 'n')).toBe(2);
      expect(proxy.roundTrips).toBeGreaterThan(trips);
    });

    it('are read where one before was lost', async () => {
      const { writer, flagstaff, proxy } = await following(place());
      let lost = 0;
      proxy.swallow((chunk) => chunk.includes(ANNOUNCEMENT[name]) && (lost += 1) === 1);
      await writer.set(counterDocument('m', 1));
      await expect.poll(() => lost).toBe(1);
      await writer.set(counterDocument('n', 2));
      await expect.poll(() => answer(flagstaff, 'n')).toBe(2);
      expect(answer(flagstaff, 'm')).toBe(1);
    });

    it('are read where a message makes no sense', async () => {
      const { spec, flagstaff, proxy } = await following(place());
      const trips = proxy.roundTrips;
      await SEND[name](place().server!.url, spec, 'commit AAAA');
      await expect.poll(() => proxy.roundTrips).toBeGreaterThan(trips);
      expect(flagstaff.state).toBe('ready');
      expect(answer(flagstaff, 'n')).toBe(1);
    });
  },
  BACKENDS,
  BACKENDS,
);
