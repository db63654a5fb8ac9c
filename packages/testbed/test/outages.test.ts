// Servers that crash, hang, or are disconnected.
import { expect, it } from 'vitest';
import type { Flagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { count } from '@flagstaff/spec';
import { counterDocument, percentile, report, sleep, until } from '@flagstaff/testbed';
import type { StoreSpec } from '@flagstaff/testbed';
import { answer, behindProxy, client, eachBackend, readyClients } from './support/each-backend.ts';

const CLIENTS = 3;
const POLL = 1_000;
/** Milliseconds for connections that a black hole swallows. */
const CONNECT = 3_000;
/** Maximum number of sockets per client: one for commands, one to listen, and briefly a replacement. */
const SOCKETS = { redis: 3, postgres: 4, mariadb: 4, libsql: 0, sqld: 4 };

/** Writes until the store accepts it. */
async function writeAnew(spec: StoreSpec, n: number): Promise<void> {
  const writer = await client(spec);
  await until(
    'the store accepts a write',
    () =>
      manage(writer)
        .set(counterDocument('n', n))
        .then(() => true),
    {
      withinMs: 10_000,
      everyMs: 50,
    },
  );
}

/** Returns the milliseconds until all clients serve the number. */
function converged(clients: readonly Flagstaff[], n: number, withinMs: number): Promise<number> {
  return until(`every client answers ${n}`, () => clients.every((one) => answer(one, 'n') === n), { withinMs });
}

/** Returns the nanoseconds per check, the 99th percentile of batches. */
function checkCost(flagstaff: Flagstaff): number {
  const flags = flagstaff.forContext({ targetingKey: 'u1' });
  const batches = Array.from({ length: 200 }, () => {
    const start = performance.now();
    for (let n = 0; n < 1_000; n += 1) flags.value('n', -1);
    return ((performance.now() - start) * 1e6) / 1_000;
  });
  return percentile(batches, 0.99);
}

await eachBackend(
  'outages',
  (place, kind) => {
    const name = kind.name;

    it('keeps serving while the server is down, becomes stale, and follows again', async () => {
      const spec = place().fresh();
      const server = place().server!;
      const clients = await readyClients(spec, CLIENTS, { pollIntervalMs: POLL });
      await manage(clients[0]!).set(counterDocument('n', 1));
      await converged(clients, 1, 2_000);
      const before = checkCost(clients[0]!);
      await server.kill();
      const noticed = await until('every client is stale', () => clients.every(({ state }) => state === 'stale'), {
        withinMs: 3_000,
      });
      const during = checkCost(clients[0]!);
      const wrong: number[] = [];
      const end = performance.now() + count(1_000, 10_000);
      while (performance.now() < end) {
        wrong.push(...clients.map((one) => answer(one, 'n')).filter((n) => n !== 1));
        await sleep(10);
      }
      await expect(manage(clients[0]!).set(counterDocument('n', -1))).rejects.toMatchObject({ name: 'FlagstaffError' });
      await server.restart();
      await writeAnew(spec, 2);
      const after = await converged(clients, 2, 2_000);
      await until('every client is in sync', () => clients.every(({ state }) => state === 'ready'), {
        withinMs: 2_000,
      });
      report(`killed and restarted, ${name}`, {
        'wrong answers meanwhile': { measured: wrong.length, criterion: '0' },
        'stale after, ms': { measured: noticed, criterion: '<= 3,000' },
        'converged after first write, ms': { measured: after, criterion: '<= 2,000' },
        'p99 of a check before, ns': { measured: before, criterion: 'for information' },
        'p99 of a check during, ns': { measured: during, criterion: '<= 2 x before on an idle machine' },
      });
      expect(wrong).toEqual([]);
    });

    it('detects dead connections by itself', async () => {
      const spec = place().fresh();
      const { proxy, through } = await behindProxy(place(), spec);
      const clients = await readyClients(through, CLIENTS, { pollIntervalMs: POLL });
      const writer = await client(spec);
      const times: number[] = [];
      let most = 0;
      for (let round = 1; round <= count(2, 20); round += 1) {
        proxy.halfOpen();
        await manage(writer).set(counterDocument('n', round));
        times.push(await converged(clients, round, 4_000));
        most = Math.max(most, proxy.open);
        await until('dead sockets are closed', () => proxy.open <= SOCKETS[name] * CLIENTS, { withinMs: 2_000 });
      }
      report(`half-open, ${name}`, {
        'converged, ms': { measured: Math.max(...times), criterion: '<= 4,000' },
        'open sockets at most, all clients': { measured: most, criterion: `<= ${SOCKETS[name] * CLIENTS} in the end` },
      });
      expect(clients.every((one) => answer(one, 'n') === times.length)).toBe(true);
    });

    it('survives a black hole, including handshakes, and closes within it', async () => {
      const spec = place().fresh();
      const { proxy, through } = await behindProxy(place(), { ...spec, connectTimeoutMs: CONNECT });
      const clients = await readyClients(through, CLIENTS, { pollIntervalMs: POLL });
      await manage(clients[0]!).set(counterDocument('n', 1));
      await converged(clients, 1, 2_000);
      proxy.blackHole();
      await writeAnew(spec, 2);
      await until('every client is stale', () => clients.every(({ state }) => state === 'stale'), { withinMs: 4_000 });
      await sleep(count(1_500, 30_000));
      expect(clients.map((one) => answer(one, 'n'))).toEqual(clients.map(() => 1));
      const [leaving, ...staying] = clients;
      let closed = false;
      void leaving!.close().then(() => (closed = true));
      const closing = await until('the client is closed', () => closed, { withinMs: 1_000 });
      proxy.pass();
      const after = await converged(staying, 2, CONNECT + 1_000);
      report(`black hole, ${name}`, {
        'close() within it, ms': { measured: closing, criterion: '<= 1,000' },
        'converged afterwards, ms': { measured: after, criterion: '<= 4,000: connections begun within it have 3 s' },
      });
      expect(answer(leaving!, 'n')).toBe(1);
    });

    it('survives a server that hangs, and closes meanwhile', async () => {
      const spec = place().fresh();
      const server = place().server!;
      const clients = await readyClients(spec, CLIENTS, { pollIntervalMs: POLL });
      await manage(clients[0]!).set(counterDocument('n', 1));
      await converged(clients, 1, 2_000);
      await server.pause();
      let closing: number;
      try {
        await until('every client is stale', () => clients.every(({ state }) => state === 'stale'), {
          withinMs: 4_000,
        });
        await sleep(count(1_000, 5_000));
        expect(clients.map((one) => answer(one, 'n'))).toEqual(clients.map(() => 1));
        let closed = false;
        void clients[2]!.close().then(() => (closed = true));
        closing = await until('the client is closed', () => closed, { withinMs: 1_000 });
      } finally {
        await server.resume();
      }
      await writeAnew(spec, 2);
      const after = await converged(clients.slice(0, 2), 2, 4_000);
      report(`paused server, ${name}`, {
        'close() meanwhile, ms': { measured: closing, criterion: '<= 1,000' },
        'converged afterwards, ms': { measured: after, criterion: '<= 4,000' },
      });
      expect(answer(clients[0]!, 'n')).toBe(2);
    });

    it('follows while its connections are killed repeatedly', async () => {
      const spec = place().fresh();
      const clients = await readyClients(spec, CLIENTS, { pollIntervalMs: POLL });
      const writer = await client(spec);
      let killed = 0;
      let n = 0;
      const end = performance.now() + count(2_000, 30_000);
      while (performance.now() < end || killed <= CLIENTS) {
        killed += await place().disconnectAll();
        await manage(writer)
          .set(counterDocument('n', n + 1))
          .then(
            () => (n += 1),
            () => undefined,
          );
        await sleep(100);
      }
      await until(
        'the store accepts a write',
        () =>
          manage(writer)
            .set(counterDocument('n', n + 1))
            .then(() => true),
        {
          withinMs: 5_000,
        },
      );
      const after = await converged(clients, n + 1, 1_000);
      report(`connections killed, ${name}`, {
        'connections killed': { measured: killed, criterion: '> 0, else no power' },
        'converged after last write, ms': { measured: after, criterion: '<= 1,000' },
      });
      await until('every client is in sync', () => clients.every(({ state }) => state === 'ready'), {
        withinMs: 2_000,
      });
      expect(clients.map((one) => answer(one, 'n'))).toEqual(clients.map(() => n + 1));
    });
  },
  ['postgres', 'redis', 'mariadb', 'sqld'],
);
