// An unavailable PostgreSQL, and how long its driver alone stays disconnected afterwards.
import { manage } from '@flagstaff/core/management';
import postgres from 'postgres';
import { expect, it, onTestFinished } from 'vitest';
import { count } from '@flagstaff/spec';
import { counterDocument, percentile, queryPostgres, report, sleep, until } from '@flagstaff/testbed';
import { answer, client, eachBackend, readyClients } from './support/each-backend.ts';

await eachBackend(
  'notifications after an outage',
  (place) => {
    it("20. receives changes again before the driver's own backoff ends", async () => {
      const spec = place().fresh();
      const server = place().server!;
      const [follower] = await readyClients(spec, 1, { pollIntervalMs: 1_000 });
      const driver = postgres(spec.url, { max: 1, onnotice: () => undefined });
      onTestFinished(() => driver.end({ timeout: 0 }));
      let heard = 0;
      await driver.listen('control', () => void (heard += 1));
      const notify = (): Promise<unknown> => queryPostgres(spec.url, 'notify control');
      const driverHears = (): Promise<number> =>
        until('the driver receives notifications', () => notify().then(() => heard > 0), {
          withinMs: 31_000,
          everyMs: 100,
        });
      await driverHears();

      const writer = await client(spec);
      let n = 0;
      const outage = async (awayMs: number): Promise<{ converged: number; deaf: boolean; driverTook: number }> => {
        await server.kill();
        // The driver's attempts are far apart: the sixth after 1.8 to 3.6 seconds, then not before 5.4, then 15.4.
        await sleep(awayMs);
        await server.restart();
        const start = performance.now();
        n += 1;
        await until(
          'the store accepts a write',
          () =>
            manage(writer)
              .set(counterDocument('n', n))
              .then(() => true),
          {
            withinMs: 5_000,
            everyMs: 50,
          },
        );
        await until('the client follows', () => answer(follower!, 'n') === n, { withinMs: 2_000 });
        const converged = performance.now() - start;
        heard = 0;
        await notify();
        await sleep(100);
        const deaf = heard === 0;
        await driverHears();
        return { converged, deaf, driverTook: performance.now() - start };
      };
      let last = await outage(count(4_000, 12_000));
      // On a busy machine the server may start so slowly that the driver's next attempt comes first.
      for (let more = 0; more < 3 && !last.deaf; more += 1) last = await outage(11_000);
      const { converged, deaf, driverTook } = last;
      await sleep(Math.max(0, 3_000 - driverTook));
      const times: number[] = [];
      for (let change = 0; change < 10; change += 1) {
        n += 1;
        const written = performance.now();
        await manage(writer).set(counterDocument('n', n));
        await until('the client follows', () => answer(follower!, 'n') === n, { withinMs: 1_300, everyMs: 1 });
        times.push(performance.now() - written);
        await sleep(100);
      }
      report('PostgreSQL unavailable', {
        'converged after restart, ms': { measured: converged, criterion: '<= 2,000' },
        'the driver alone (control), ms': { measured: driverTook, criterion: 'more, else no power' },
        'notified change 3 s later, ms': { measured: percentile(times, 0.5), criterion: '<= 100' },
      });
      expect(deaf, 'no power: the driver had reconnected by then').toBe(true);
    });
  },
  ['postgres'],
);
