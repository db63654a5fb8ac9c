// A server that stops under an application of each framework.
import { manage } from '@flagstaff/core/management';
import { expect, it } from 'vitest';
import { count } from '@flagstaff/spec';
import { counterDocument, report, sleep, until } from '@flagstaff/testbed';
import { APPS } from './support/apps.ts';
import { client, eachBackend } from './support/each-backend.ts';

const ask = async (url: string): Promise<unknown> => {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`The application responded ${response.status}.`);
  return response.json();
};

await eachBackend(
  'applications',
  (place, kind) => {
    it('respond to every request while the server is down, and follow again', async () => {
      const spec = place().fresh();
      const server = place().server!;
      const writer = await client(spec);
      await manage(writer).set(counterDocument('n', 1));
      const clients = await Promise.all(Object.keys(APPS).map(() => client(spec, { pollIntervalMs: 1_000 })));
      await Promise.all(clients.map((one) => one.ready({ timeoutMs: 20_000 })));
      const urls = await Promise.all(Object.values(APPS).map((start, index) => start(clients[index]!)));

      const load = { running: true, requests: 0, failed: 0, wrong: 0 };
      const expected = new Set<unknown>([1]);
      const visitors = urls.map(async (url) => {
        while (load.running) {
          load.requests += 1;
          await ask(url).then(
            (n) => (load.wrong += expected.has(n) ? 0 : 1),
            () => (load.failed += 1),
          );
          await sleep(2);
        }
      });
      await sleep(300);
      await server.stop();
      await until('every client is stale', () => clients.every(({ state }) => state === 'stale'), { withinMs: 3_000 });
      await sleep(count(1_500, 10_000));
      await server.restart();
      expected.add(2);
      await until(
        'the store accepts a write',
        () =>
          manage(writer)
            .set(counterDocument('n', 2))
            .then(() => true),
        {
          withinMs: 10_000,
          everyMs: 50,
        },
      );
      const took = await until(
        'every application answers 2',
        async () => (await Promise.all(urls.map(ask))).every((n) => n === 2),
        { withinMs: 2_000 },
      );
      load.running = false;
      await Promise.all(visitors);
      report(`applications, ${kind.name}`, {
        'requests failed': { measured: load.failed, criterion: `0 of ${load.requests}` },
        'wrong answers': { measured: load.wrong, criterion: '0' },
        'converged after first write, ms': { measured: took, criterion: '<= 2,000' },
      });
      expect(load).toMatchObject({ failed: 0, wrong: 0 });
      await until('every client is in sync', () => clients.every(({ state }) => state === 'ready'), {
        withinMs: 2_000,
      });
    });
  },
  ['redis', 'postgres', 'mariadb'],
);
