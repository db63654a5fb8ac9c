// A large document that is edited often: reads of the log stay small, also on the wire.
import { expect, it } from 'vitest';
import type { SegmentDocument } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { report } from '@flagstaff/testbed';
import { behindProxy, client, eachBackend, store } from './support/each-backend.ts';

const EDITS = 40;
const MEGABYTE = 2 ** 20;

/** 300 kB, so that its commits contain twice as much. */
function large(edit: number): SegmentDocument {
  const include = Array.from({ length: 20_000 }, (_, index) => `user-${index + 100_000}`);
  return { kind: 'segment', key: 'large', description: `edit ${edit}`, include };
}

await eachBackend(
  'a large history',
  (place, kind) => {
    it('is read in small pages, also for a rollback and for lost writes', async () => {
      const spec = place().fresh();
      const writer = await store(spec);
      const { revision: first } = await writer.commit([{ type: 'set', document: large(1) }]);
      for (let edit = 2; edit <= EDITS; edit += 1) await writer.set(large(edit));
      const logBytes = EDITS * 2 * JSON.stringify(large(1)).length;

      const { proxy, through } = await behindProxy(place(), spec);
      let received = 0;
      proxy.swallow((chunk) => {
        received += chunk.length;
        return false;
      });
      const receivedBy = async (task: () => Promise<unknown>): Promise<number> => {
        const before = received;
        await task();
        return received - before;
      };

      const reader = await store(through);
      const page = await receivedBy(() => reader.history({ limit: 1_000 }));
      const changes = await receivedBy(async () => expect(await reader.changes(first)).toBeUndefined());

      const flagstaff = await client(through, { pollIntervalMs: 600_000 });
      await flagstaff.ready({ timeoutMs: 20_000 });
      proxy.loseReply({ containing: 'the lost write', ...(kind.name === 'mariadb' && { afterwards: 'commit' }) });
      const lookUp = await receivedBy(() =>
        manage(flagstaff).set({ kind: 'flag', key: 'f', type: 'boolean', description: 'the lost write' }),
      );
      expect(proxy.lost, 'no power: no reply was lost').toBe(1);
      report(`a large history, ${kind.name}`, {
        'log, MB': { measured: logBytes / MEGABYTE, criterion: '> 20, else no power' },
        'received for a page, MB': { measured: page / MEGABYTE, criterion: '< 5' },
        'received for changes, MB': { measured: changes / MEGABYTE, criterion: '< 10' },
        'received for a write whose reply was lost, MB': { measured: lookUp / MEGABYTE, criterion: '< 5' },
      });
      expect(logBytes, 'no power').toBeGreaterThan(20 * MEGABYTE);
      expect(page).toBeLessThan(5 * MEGABYTE);
      expect(changes).toBeLessThan(10 * MEGABYTE);
      expect(lookUp).toBeLessThan(5 * MEGABYTE);

      proxy.loseReply({
        containing: 'Roll back to revision 1',
        ...(kind.name === 'mariadb' && { afterwards: 'commit' }),
      });
      const commit = await manage(flagstaff).rollback(1);
      expect(proxy.lost, 'no power: no reply was lost').toBe(2);
      expect(commit?.revision.number).toBe(EDITS + 2);
      expect(await manage(flagstaff).get('segment:large')).toMatchObject(large(1));
      expect(await manage(flagstaff).get('flag:f')).toBeUndefined();
    });
  },
  ['postgres', 'redis', 'mariadb'],
);
