import assert from 'node:assert/strict';
import { cases } from '../case.ts';
import type { Theme } from '../case.ts';
import { flag } from '../documents.ts';

export const revisions: Theme = {
  name: 'revision',
  cases: [
    ...cases(['revision'], {
      'the revision is undefined before the first commit': async ({ storage }) => {
        assert.equal(await storage.revision(), undefined);
      },

      'every write increments the revision, with a new token and the same epoch': async ({ storage }) => {
        await storage.set(flag('a'));
        const first = await storage.revision();
        await storage.set(flag('a'));
        const second = await storage.revision();
        await storage.delete('flag:a');
        const third = await storage.revision();
        assert.ok(first && second && third);
        assert.deepEqual([first.number, second.number, third.number], [1, 2, 3]);
        assert.equal(new Set([first.token, second.token, third.token]).size, 3);
        assert.equal(new Set([first.epoch, second.epoch, third.epoch]).size, 1);
      },

      'the revision stays when nothing was written': async ({ storage }) => {
        await storage.set(flag('a'));
        const before = await storage.revision();
        await storage.get('flag:a');
        await storage.delete('flag:absent');
        await assert.rejects(storage.set(flag('a'), { ifVersion: 9 }));
        assert.deepEqual(await storage.revision(), before);
      },

      'a second client reads the same revision': async ({ storage, second }) => {
        const other = await second();
        await storage.set(flag('a'));
        assert.deepEqual(await other.revision(), await storage.revision());
        await other.set(flag('b'));
        assert.deepEqual(await other.revision(), await storage.revision());
      },
    }),
    ...cases(['revision', 'commit'], {
      'the revision is that of the last commit': async ({ storage }) => {
        const { revision } = await storage.commit([{ type: 'set', document: flag('a') }]);
        assert.deepEqual(await storage.revision(), revision);
      },
    }),
  ],
};
