import assert from 'node:assert/strict';
import { assertChain } from '../assertions.ts';
import { cases } from '../case.ts';
import type { Theme } from '../case.ts';
import { flag } from '../documents.ts';

export const deltas: Theme = {
  name: 'changes',
  cases: cases(['changes', 'revision'], {
    'changes returns the commits since a revision, oldest first, as a chain': async ({ storage, second }) => {
      const other = await second();
      await storage.set(flag('a'));
      const since = await storage.revision();
      assert.ok(since);
      await other.set(flag('b'));
      await storage.set(flag('a', 'edited'));
      await storage.delete('flag:b');
      const commits = await storage.changes(since);
      assert.ok(commits);
      assert.deepEqual(
        commits.map(({ changes }) => changes.map(({ id, after }) => [id, after?.version ?? null])),
        [[['flag:b', 1]], [['flag:a', 2]], [['flag:b', null]]],
      );
      assert.equal(commits[0]?.previous, since.token);
      assert.deepEqual(commits.at(-1)?.revision, await storage.revision());
      assertChain(commits);
    },

    'changes returns an empty list when nothing happened since': async ({ storage }) => {
      await storage.set(flag('a'));
      const since = await storage.revision();
      assert.ok(since);
      assert.deepEqual(await storage.changes(since), []);
    },

    'changes returns undefined for an unknown revision': async ({ storage }) => {
      await storage.set(flag('a'));
      await storage.set(flag('b'));
      const known = await storage.revision();
      assert.ok(known);
      const unknown = crypto.randomUUID();
      assert.equal(await storage.changes({ ...known, epoch: unknown }), undefined, 'another epoch');
      assert.equal(await storage.changes({ ...known, token: unknown }), undefined, 'same number, another token');
      assert.equal(await storage.changes({ ...known, number: 1, token: unknown }), undefined, 'an earlier number');
      assert.equal(await storage.changes({ ...known, number: 99, token: unknown }), undefined, 'a future number');
    },
  }),
};
