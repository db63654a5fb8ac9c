// A server that is unavailable when the application starts.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { lastKnownGoodFile } from '@flagstaff/core/node';
import { manage } from '@flagstaff/core/management';
import { counterDocument, report, until } from '@flagstaff/testbed';
import { APPS } from './support/apps.ts';
import { answer, client, eachBackend, readyClients } from './support/each-backend.ts';

await eachBackend(
  'a server that is absent at the start',
  (place, kind) => {
    it('serves defaults, bootstrap or last-known-good copy without a server, and follows it when it starts', async () => {
      const spec = place().fresh();
      const server = place().server!;
      const folder = await mkdtemp(join(tmpdir(), 'flagstaff-absent-'));
      onTestFinished(() => rm(folder, { recursive: true, force: true }));
      const lastKnownGood = lastKnownGoodFile(join(folder, 'flags.json'));
      const [before] = await readyClients(spec, 1, { lastKnownGood });
      await manage(before!).set(counterDocument('n', 5));
      await before!.close();
      await server.stop();

      const bare = await client(spec);
      const bootstrapped = await client(spec, { bootstrap: [counterDocument('n', 3)] });
      const kept = await client(spec, { lastKnownGood, bootstrap: [counterDocument('n', 3)] });
      const clients = [bare, bootstrapped, kept];
      expect(answer(bootstrapped, 'n')).toBe(3);
      const url = await APPS['express']!(bare);
      const ask = async (): Promise<unknown> => (await fetch(url)).json();
      expect(await ask()).toBe(-1);
      await until('the last known good is served', () => answer(kept, 'n') === 5, { withinMs: 4_000 });
      expect(bare.forContext({}).details('n', -1)).toMatchObject({ value: -1, errorCode: 'PROVIDER_NOT_READY' });
      await expect(bare.ready({ timeoutMs: 200 })).rejects.toMatchObject({ code: 'READY_TIMEOUT' });
      const meanwhile = clients.map((one) => answer(one, 'n'));
      const states = clients.map(({ state }) => state);
      expect({ meanwhile, states }).toEqual({ meanwhile: [-1, 3, 5], states: ['loading', 'stale', 'stale'] });

      await server.restart();
      const took = await until('every client is ready', () => clients.every(({ state }) => state === 'ready'), {
        withinMs: 2_000,
      });
      report(`absent at the start, ${kind.name}`, {
        'default, bootstrap, last known good': { measured: meanwhile.join(', '), criterion: '-1, 3, 5' },
        'ready after the store appeared, ms': { measured: took, criterion: '<= 2,000' },
      });
      expect(clients.map((one) => answer(one, 'n'))).toEqual([5, 5, 5]);
      expect(await ask()).toBe(5);
      await manage(kept).set(counterDocument('n', 6));
      await until('every client follows', () => clients.every((one) => answer(one, 'n') === 6), { withinMs: 2_300 });
    });
  },
  ['mariadb', 'redis', 'postgres', 'sqld'],
);
