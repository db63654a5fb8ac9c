import assert from 'node:assert/strict';
import { cases } from '../case.ts';
import type { Theme } from '../case.ts';
import { countOf, counter, flag, ids } from '../documents.ts';

export const snapshots: Theme = {
  name: 'snapshot',
  cases: [
    ...cases(['snapshot'], {
      'a snapshot of a new store is empty and has no revision': async ({ storage }) => {
        assert.deepEqual(await storage.snapshot(), { revision: undefined, documents: [] });
      },

      'a snapshot contains every document except deleted ones': async ({ storage }) => {
        for (const key of ['a', 'b', 'c']) await storage.set(flag(key));
        await storage.delete('flag:b');
        const { documents } = await storage.snapshot();
        assert.deepEqual(ids(documents), ['flag:a', 'flag:c']);
        assert.deepEqual(
          documents.find(({ key }) => key === 'a'),
          await storage.get('flag:a'),
        );
      },

      'a snapshot has a revision after every document was deleted': async ({ storage }) => {
        await storage.set(flag('a'));
        await storage.delete('flag:a');
        const { revision, documents } = await storage.snapshot();
        assert.equal(revision?.number, 2);
        assert.deepEqual(documents, []);
      },
    }),
    ...cases(['snapshot', 'revision'], {
      'a snapshot has the revision of the store': async ({ storage }) => {
        await storage.set(flag('a'));
        assert.deepEqual((await storage.snapshot()).revision, await storage.revision());
      },
    }),
    ...cases(['snapshot', 'commit'], {
      'a snapshot is never torn by a commit': async ({ storage, second, times }) => {
        const other = await second();
        const done = new AbortController();
        const write = async (): Promise<void> => {
          for (let count = 1; count <= times(50); count++) {
            await other.commit(
              ['left', 'right'].map((key) => ({ type: 'set', document: counter(key, count) }) as const),
            );
          }
        };
        const read = async (): Promise<number> => {
          let seen = 0;
          while (!done.signal.aborted) {
            const { revision, documents } = await storage.snapshot();
            const counts = documents.map((document) => countOf(document));
            assert.deepEqual(counts, revision === undefined ? [] : [revision.number, revision.number]);
            seen++;
            // Yields to a writer in the same process.
            await new Promise((resolve) => setImmediate(resolve));
          }
          return seen;
        };
        const [reads] = await Promise.all([read(), write().finally(() => done.abort())]);
        assert.ok(reads > 0, 'snapshots were read meanwhile');
      },
    }),
  ],
};
