// What must never affect the application's process.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it, onTestFinished } from 'vitest';
import { createFlagstaff } from '@flagstaff/core';
import type { Flagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { count, SOAKING } from '@flagstaff/spec';
import {
  counterDocument,
  openStore,
  percentile,
  report,
  sleep,
  startPostgres,
  startWorker,
  until,
} from '@flagstaff/testbed';
import type { Worker } from '@flagstaff/testbed';
import { answer, eachBackend, readyClients, store } from './support/each-backend.ts';
import { missingServer } from './support/missing.ts';

await eachBackend('host safety', (place, kind) => {
  const name = kind.name;

  it('leaves nothing open: the process exits by itself after close()', async () => {
    const spec = place().fresh();
    const outcome = await (await startWorker({ do: 'open-and-close', store: spec })).outcome;
    expect(outcome).toMatchObject({ successes: 1, unhandled: [] });
  });

  it('does not leak over many opened and closed clients', async () => {
    const spec = place().fresh();
    const cycle = async (): Promise<void> => {
      const flagstaff: Flagstaff = createFlagstaff({ storage: await openStore(spec) });
      await flagstaff.ready({ timeoutMs: 20_000 });
      await flagstaff.close();
    };
    for (let n = 0; n < 3; n += 1) await cycle();
    await sleep(200);
    const before = openHandles();
    const cycles = count(25, 100);
    for (let n = 0; n < cycles; n += 1) await cycle();
    let left = Number.POSITIVE_INFINITY;
    await until('handles are gone', () => (left = openHandles() - before) <= 0, { withinMs: 2_000 });
    expect(left).toBeLessThanOrEqual(0);
    report(`open and close, ${name}`, {
      [`handles after ${cycles} cycles`]: { measured: left, criterion: '0 more' },
    });
  });

  it('loads many flags without blocking the event loop for long', async () => {
    const spec = place().fresh();
    const flags = count(2_000, 10_000);
    const storage = await store(spec);
    const description = 'x'.repeat(900);
    for (let first = 0; first < flags; first += 250) {
      await storage.commit(
        Array.from({ length: 250 }, (_, index) => ({
          type: 'set',
          document: counterDocument(`flag-${first + index}`, first + index, description),
        })),
      );
    }
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    await sleep(50);
    const [flagstaff] = await readyClients(spec, 1);
    await sleep(50);
    delay.disable();
    expect(delay.count, 'no power: nothing was measured').toBeGreaterThan(0);
    report(`${flags} flags, ${name}`, {
      'longest block, ms': { measured: delay.max / 1e6, criterion: '<= 60 for 10,000 flags on an idle machine' },
    });
    expect(answer(flagstaff!, `flag-${flags - 1}`)).toBe(flags - 1);
  });

  it('swaps rulesets without leaking, and evaluates meanwhile', async () => {
    const spec = place().fresh();
    const [flagstaff] = await readyClients(spec, 1);
    const flags = Array.from({ length: 1_000 }, (_, n) => counterDocument(`flag-${n}`, n, 'x'.repeat(900)));
    await manage(flagstaff!).commit(flags.map((document) => ({ type: 'set', document })));
    let written = 0;
    const swap = async (times: number): Promise<number[]> => {
      const costs: number[] = [];
      for (let n = 0; n < times; n += 1) {
        written += 1;
        const swapped = manage(flagstaff!).set(counterDocument('flag-0', written, 'x'.repeat(900)));
        costs.push(checkCost(flagstaff!));
        await swapped;
        costs.push(checkCost(flagstaff!));
      }
      return costs;
    };
    await swap(count(30, 50));
    const quiet: number[] = [];
    for (let n = 0; n < 200; n += 1) {
      await sleep(1);
      quiet.push(checkCost(flagstaff!));
    }
    const before = heapInUse();
    const swaps = count(40, 1_000);
    const during = await swap(swaps);
    // Pending replies and timers end a moment later. Leaks stay.
    let growth = Number.POSITIVE_INFINITY;
    await until('the heap is back at its initial size', () => (growth = heapInUse() / before - 1) <= 0.1, {
      withinMs: 2_000,
      everyMs: 200,
    });
    report(`${swaps} swaps, ${name}`, {
      'heap afterwards, % more': { measured: growth * 100, criterion: '<= 10' },
      'p99 of a check before, ns': { measured: percentile(quiet, 0.99), criterion: 'for information' },
      'p99 of a check during, ns': {
        measured: percentile(during, 0.99),
        criterion: '<= 2 x before on an idle machine',
      },
    });
    expect(answer(flagstaff!, 'flag-0')).toBe(written);
  });
});

// SQLite is a file: there is no server to restart.
await eachBackend(
  'restarts',
  (place, { name }) => {
    it('survives restarts of the server under writers and readers', async () => {
      const spec = place().fresh();
      const server = place().server!;
      const clients = await readyClients(spec, 5, { pollIntervalMs: 1_000 });
      const workers = await Promise.all(
        Array.from({ length: count(2, 8) }, (_, index) =>
          startWorker({ do: 'write', store: spec, flags: [`a-${index}`, `b-${index}`] }),
        ),
      );
      const acknowledged = (): number =>
        workers.flatMap(({ messages }) => messages).filter(({ type }) => type === 'acknowledged').length;
      let restarts = 0;
      try {
        for (; restarts < count(2, 20); restarts += 1) {
          const before = acknowledged();
          await until('writers write', () => acknowledged() > before + 20, { withinMs: 15_000 });
          await (restarts % 2 === 0 ? server.stop() : server.kill());
          await sleep(100);
          await server.restart();
        }
        const before = acknowledged();
        await until('writers write', () => acknowledged() > before + 20, { withinMs: 15_000 });
      } finally {
        await Promise.all(workers.map((worker) => worker.kill()));
        report(`restarts, ${name}`, {
          'processes that would have died': { measured: dead(workers).length, criterion: `0 of ${workers.length}` },
          restarts: { measured: restarts, criterion: `${count(2, 20)}` },
          'writes acknowledged': { measured: acknowledged(), criterion: 'for information' },
        });
      }
      expect(dead(workers)).toEqual([]);
      await until('every client is in step', () => clients.every(({ state }) => state === 'ready'), {
        withinMs: 5_000,
      });
      const storage = await store(spec);
      await storage.set(counterDocument('n', 7));
      await until('every client follows', () => clients.every((one) => answer(one, 'n') === 7), { withinMs: 2_000 });
    });
  },
  ['mariadb', 'redis', 'postgres'],
);

const noPostgres = (await missingServer('postgres')) !== undefined;

it.runIf(SOAKING && !noPostgres)('control: interactive transactions of the driver would end the process', async () => {
  const server = await startPostgres();
  onTestFinished(() => server.dispose());
  const worker = await startWorker({
    do: 'interactive-transactions',
    store: { kind: 'drizzle', url: server.url, tablePrefix: 'unused_' },
  });
  onTestFinished(() => worker.kill());
  let restarts = 0;
  while (dead([worker]).length === 0 && restarts < 20) {
    const before = worker.messages.length;
    await until('it transacts', () => worker.messages.length > before + 5 || dead([worker]).length > 0, {
      withinMs: 10_000,
    });
    await server.kill();
    await sleep(100);
    await server.restart();
    await sleep(200);
    restarts += 1;
  }
  report('restarts, control, postgres', {
    'restarts until it would have died': { measured: restarts, criterion: '< 20, else no power' },
  });
  expect(dead([worker]), 'no power: the driver survives by itself').not.toEqual([]);
});

/** Collects what ended, or would have ended, a worker's process. */
function dead(workers: readonly Worker[]): string[] {
  return workers.flatMap(({ messages }) =>
    messages.flatMap((message) => (message.type === 'uncaught' ? [message.text] : [])),
  );
}

/** Returns the nanoseconds per check, the mean of a hundred. */
function checkCost(flagstaff: Flagstaff): number {
  const flagsOfUser = flagstaff.forContext({ targetingKey: 'u1' });
  const start = performance.now();
  for (let n = 0; n < 100; n += 1) flagsOfUser.value('flag-0', -1);
  return ((performance.now() - start) * 1e6) / 100;
}

/** Returns the reachable bytes. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

/** Returns the open sockets, pipes and timers of this process. */
function openHandles(): number {
  return process.getActiveResourcesInfo().filter((kind) => !kind.startsWith('FS')).length;
}
