// How changes propagate.
import { expect, it, onTestFinished } from 'vitest';
import { createFlagstaff } from '@flagstaff/core';
import type { Flagstaff } from '@flagstaff/core';
import type { FullStorageBackend } from '@flagstaff/core/storage';
import { manage } from '@flagstaff/core/management';
import { count } from '@flagstaff/spec';
import { counterDocument, openStore, percentile, report, sleep, until } from '@flagstaff/testbed';
import type { BackendName, StoreSpec } from '@flagstaff/testbed';
import { answer, behindProxy, client, eachBackend, readyClients, store } from './support/each-backend.ts';

const POLL = 1_000;

/** The bytes of a notification on the wire, which occur in nothing else that a server sends. */
const NOTIFICATION: Partial<Record<BackendName, (chunk: Buffer) => boolean>> = {
  redis: (chunk) => chunk.includes('$7\r\nmessage\r\n'),
  postgres: (chunk) => hasPostgresMessage(chunk, 'A'),
};

/** Returns true when a chunk of PostgreSQL's protocol contains a message of that type. */
function hasPostgresMessage(chunk: Buffer, type: string): boolean {
  for (let at = 0; at + 5 <= chunk.length; at += 1 + chunk.readUInt32BE(at + 1)) {
    if (String.fromCharCode(chunk[at]!) === type) return true;
    if (chunk.readUInt32BE(at + 1) < 4) return false;
  }
  return false;
}

await eachBackend('propagation', (place, kind) => {
  const name = kind.name;

  it('delivers each change to other clients', async () => {
    const spec = place().fresh();
    const clients = await readyClients(spec, 3, { pollIntervalMs: POLL });
    const writer = await client(spec);
    await manage(writer).set(counterDocument('n', 0));
    await until('all clients have it', () => clients.every((one) => answer(one, 'n') === 0), { withinMs: 2_000 });
    const times: number[] = [];
    for (let n = 1; n <= count(kind.notifies ? 60 : 4, 200); n += 1) {
      const start = performance.now();
      await manage(writer).set(counterDocument('n', n));
      await until(`all answer ${n}`, () => clients.every((one) => answer(one, 'n') === n), {
        withinMs: 2_000,
        everyMs: 1,
      });
      times.push(performance.now() - start);
      // Followers poll at most every 50 ms: faster changes arrive together.
      await sleep(60);
    }
    const goal = kind.notifies ? ['<= 10', '<= 100'] : ['<= 1,300, polled', '<= 1,300, polled'];
    report(`propagation, ${name}`, {
      'p50, ms': { measured: percentile(times, 0.5), criterion: goal[0]! },
      'p99, ms': { measured: percentile(times, 0.99), criterion: goal[1]! },
    });
    expect(answer(clients[0]!, 'n')).toBe(times.length);
  });

  it('applies every change although all listeners and hooks throw', async () => {
    const spec = place().fresh();
    const fail = (): never => {
      throw new Error('A listener of the application.');
    };
    const [follower] = await readyClients(spec, 1, {
      pollIntervalMs: 500,
      hooks: [{ before: fail, after: fail, error: fail }],
    });
    for (const event of ['change', 'ready', 'stale', 'error'] as const) follower!.on(event, fail);
    const writer = await store(spec);
    const updates = count(60, 1_000);
    for (let n = 1; n <= updates; n += 1) await writer.set(counterDocument('n', n));
    await until('the last change has arrived', () => answer(follower!, 'n') === updates, { withinMs: 2_000 });
    report(`throwing listeners, ${name}`, {
      'last of the updates': { measured: answer(follower!, 'n'), criterion: `${updates}` },
    });
    await until('it is in sync', () => follower!.state === 'ready', { withinMs: 2_000 });
    expect(answer(follower!, 'n')).toBe(updates);
  });

  it('merges a burst of writes into few reads, and ends at the last write', async () => {
    const spec = place().fresh();
    const counted = countReads(await openStore(spec));
    const follower: Flagstaff = createFlagstaff({ storage: counted.storage, pollIntervalMs: POLL });
    onTestFinished(() => follower.close());
    await follower.ready({ timeoutMs: 20_000 });
    const writer = await store(spec);
    const writes = count(200, 2_000);
    const start = performance.now();
    counted.reset();
    for (let n = 1; n <= writes; n += 1) await writer.set(counterDocument('n', n));
    const lasted = performance.now() - start;
    await until('the last change has arrived', () => answer(follower, 'n') === writes, { withinMs: 2_000 });
    const bound = 3 + Math.ceil((performance.now() - start) / 50);
    report(`burst, ${name}`, {
      'reads of documents': { measured: counted.reads, criterion: `<= ${bound}: one per 50 ms` },
      'writes per second': { measured: (writes * 1000) / lasted, criterion: 'for information' },
    });
    expect(counted.reads).toBeLessThanOrEqual(bound);
  });

  it('supports many clients that start concurrently, each with one load', async () => {
    const spec = place().fresh();
    await fill(spec, count(200, 1_000));
    const many = count(20, 100);
    const opened = await Promise.all(Array.from({ length: many }, async () => countReads(await openStore(spec))));
    const start = performance.now();
    const clients = opened.map(({ storage }): Flagstaff => createFlagstaff({ storage }));
    onTestFinished(async () => {
      await Promise.all(clients.map((one) => one.close()));
    });
    await Promise.all(clients.map((one) => one.ready({ timeoutMs: 60_000 })));
    report(`herd of ${many}, ${name}`, {
      'loads per client': { measured: Math.max(...opened.map(({ reads }) => reads)), criterion: '1' },
      'all ready after, ms': { measured: performance.now() - start, criterion: 'for information' },
    });
    expect(opened.map(({ reads }) => reads)).toEqual(opened.map(() => 1));
  });
});

// A store that is polled anyway has no notification to lose.
await eachBackend(
  'notifications',
  (place, { name }) => {
    it('receives changes by polling when every notification is lost', async () => {
      const spec = place().fresh();
      const { proxy, through } = await behindProxy(place(), spec);
      const clients = await readyClients(through, 3, { pollIntervalMs: POLL });
      const writer = await client(spec);
      let swallowed = 0;
      proxy.swallow((chunk) => {
        const is = NOTIFICATION[name]?.(chunk) === true;
        if (is) swallowed += 1;
        return is;
      });
      const times: number[] = [];
      for (let n = 1; n <= count(4, 30); n += 1) {
        const start = performance.now();
        await manage(writer).set(counterDocument('n', n));
        await until(`all answer ${n}`, () => clients.every((one) => answer(one, 'n') === n), { withinMs: 1_300 });
        times.push(performance.now() - start);
        // As long as a follower takes to resubscribe, so that the next change can be announced.
        await sleep(300);
      }
      report(`notifications lost, ${name}`, {
        'notifications dropped': { measured: swallowed, criterion: '> 0, else no power' },
        'slowest, ms': { measured: Math.max(...times), criterion: '<= 1,300 at a poll interval of 1,000' },
      });
      expect(swallowed, 'no power: there was nothing to lose').toBeGreaterThan(0);
    });
  },
  ['redis', 'postgres'],
);

/** Writes many flags of about 5 KB. */
async function fill(spec: StoreSpec, flags: number): Promise<void> {
  const storage = await store(spec);
  const description = 'x'.repeat(5_000);
  for (let first = 0; first < flags; first += 50) {
    await storage.commit(
      Array.from({ length: Math.min(50, flags - first) }, (_, index) => ({
        type: 'set',
        document: counterDocument(`flag-${first + index}`, 1, description),
      })),
    );
  }
}

/** A store that counts reads of documents. A failed read does not count. */
function countReads(storage: FullStorageBackend): {
  storage: FullStorageBackend;
  readonly reads: number;
  reset(): void;
} {
  let reads = 0;
  const counted = async <T>(read: Promise<T>): Promise<T> => {
    const result = await read;
    reads += 1;
    return result;
  };
  return {
    storage: {
      ...storage,
      snapshot: () => counted(storage.snapshot()),
      changes: (since) => counted(storage.changes(since)),
    },
    get reads() {
      return reads;
    },
    reset() {
      reads = 0;
    },
  };
}
