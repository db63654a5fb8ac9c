import type { DocumentId } from '@flagstaff/core';
import type { Change } from '@flagstaff/core/management';
import type { FullStorageBackend } from '@flagstaff/core/storage';
import assert from 'node:assert/strict';
import { assertChain, untilUncontested } from '../assertions.ts';
import { cases } from '../case.ts';
import type { StorageFixture, Theme } from '../case.ts';
import { countOf, counter, flag } from '../documents.ts';

const WRITERS = 6;

/** Runs writers that alternate between two clients of one store. */
async function together(
  { storage, second }: StorageFixture,
  write: (storage: FullStorageBackend, writer: number) => Promise<void>,
): Promise<void> {
  const other = await second();
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer % 2 === 0 ? storage : other, writer)));
}

/** The read half of compare-and-set: returns the incremented document, to be written if the version is unchanged. */
async function countedUp(storage: FullStorageBackend, key: string): Promise<Extract<Change, { type: 'set' }>> {
  const stored = await storage.get(`flag:${key}`);
  assert.ok(stored);
  return { type: 'set', document: counter(key, countOf(stored) + 1), ifVersion: stored.version };
}

export const concurrency: Theme = {
  name: 'concurrent writers',
  cases: [
    ...cases([], {
      'concurrent writers lose no update of one document': async (fixture) => {
        const { storage, times } = fixture;
        const edits = times(20);
        await storage.set(counter('count', 0));
        await together(fixture, async (client) => {
          for (let edit = 0; edit < edits; edit++) {
            await untilUncontested(async () => {
              const { document, ifVersion } = await countedUp(client, 'count');
              return client.set(document, { ifVersion: ifVersion ?? 0 });
            });
          }
        });
        const stored = await storage.get('flag:count');
        assert.equal(countOf(stored), WRITERS * edits);
        assert.equal(stored?.version, WRITERS * edits + 1);
      },

      'concurrent writers can write different documents': async (fixture) => {
        const { storage, times } = fixture;
        const edits = times(10);
        await together(fixture, async (client, writer) => {
          for (let edit = 1; edit <= edits; edit++) await client.set(counter(`own-${writer}`, edit));
        });
        const documents = await storage.list();
        assert.deepEqual(
          documents.map((document) => [countOf(document), document.version]),
          Array.from({ length: WRITERS }, () => [edits, edits]),
        );
      },

      'concurrent deletes and creates never reuse a version': async (fixture) => {
        const { storage, times } = fixture;
        const used: number[] = [];
        await together(fixture, async (client) => {
          for (let edit = 0; edit < times(10); edit++) {
            const { version } = await untilUncontested(() => client.set(flag('phoenix')));
            used.push(version);
            await untilUncontested(() => client.delete('flag:phoenix'));
          }
        });
        assert.equal(new Set(used).size, used.length, 'every write got a version of its own');
        assert.equal(await storage.get('flag:phoenix'), undefined);
      },
    }),
    ...cases(['commit', 'history', 'revision'], {
      'concurrent commits of several documents are all kept, in one chain': async (fixture) => {
        const { storage, times } = fixture;
        const rounds = times(8);
        const pool = ['a', 'b', 'c', 'd', 'e'];
        await storage.commit(pool.map((key) => ({ type: 'set', document: counter(key, 0) })));
        await together(fixture, async (client, writer) => {
          for (let round = 0; round < rounds; round++) {
            // Orders differ between writers, so a backend that locks in the given order would deadlock.
            const start = writer + round;
            const picked = [0, 2, 4].map(
              (step) => pool[(start + step * (writer % 2 === 0 ? 1 : 4)) % pool.length] ?? 'a',
            );
            await untilUncontested(async () =>
              client.commit(await Promise.all(picked.map((key) => countedUp(client, key))), {
                actor: `writer ${writer}`,
              }),
            );
          }
        });

        const commits = WRITERS * rounds;
        const edits = commits * 3;
        const documents = await Promise.all(pool.map((key) => storage.get(`flag:${key}` satisfies DocumentId)));
        assert.equal(
          documents.reduce((sum, document) => sum + countOf(document), 0),
          edits,
        );
        assert.equal(
          documents.reduce((sum, document) => sum + (document?.version ?? 0), 0),
          edits + pool.length,
        );
        const { items } = await storage.history({ limit: 1_000 });
        assert.equal(items.length, commits + 1);
        assertChain(items.toReversed());
        assert.deepEqual(items[0]?.revision, await storage.revision());
        assert.equal(items[0]?.revision.number, commits + 1);
      },
    }),
  ],
};
