import assert from 'node:assert/strict';
import { assertRejects } from '../assertions.ts';
import { cases } from '../case.ts';
import type { Theme } from '../case.ts';
import { assertSameDocument, flag } from '../documents.ts';

export const versions: Theme = {
  name: 'versions and conflicts',
  cases: cases([], {
    'each document has its own version counter': async ({ storage }) => {
      for (const expected of [1, 2, 3]) assert.equal((await storage.set(flag('a'))).version, expected);
      assert.equal((await storage.set(flag('b'))).version, 1);
    },

    'set accepts the current version': async ({ storage }) => {
      await storage.set(flag('a'));
      const stored = await storage.set(flag('a', 'second'), { ifVersion: 1 });
      assert.equal(stored.version, 2);
    },

    'set rejects another version and changes nothing': async ({ storage }) => {
      await storage.set(flag('a'));
      await storage.set(flag('a', 'kept'));
      for (const ifVersion of [0, 1, 3]) {
        await assertRejects(storage.set(flag('a', 'lost'), { ifVersion }), 'VERSION_CONFLICT');
      }
      assertSameDocument(await storage.get('flag:a'), flag('a', 'kept'));
      assert.equal((await storage.get('flag:a'))?.version, 2);
    },

    'set with version 0 only creates': async ({ storage }) => {
      assert.equal((await storage.set(flag('a', 'first'), { ifVersion: 0 })).version, 1);
      await assertRejects(storage.set(flag('a', 'second'), { ifVersion: 0 }), 'VERSION_CONFLICT');
      assertSameDocument(await storage.get('flag:a'), flag('a', 'first'));
    },

    'set with a version rejects a missing document': async ({ storage }) => {
      await assertRejects(storage.set(flag('a'), { ifVersion: 1 }), 'VERSION_CONFLICT');
      assert.equal(await storage.get('flag:a'), undefined);
    },

    'delete accepts only the current version': async ({ storage }) => {
      await storage.set(flag('a'));
      await assertRejects(storage.delete('flag:a', { ifVersion: 2 }), 'VERSION_CONFLICT');
      assert.equal((await storage.get('flag:a'))?.version, 1);
      assert.equal(await storage.delete('flag:a', { ifVersion: 1 }), true);
      await assertRejects(storage.delete('flag:a', { ifVersion: 1 }), 'VERSION_CONFLICT');
    },

    'a recreated document continues the versions of the deleted one': async ({ storage }) => {
      await storage.set(flag('a'));
      await storage.set(flag('a'));
      await storage.delete('flag:a');
      const again = await storage.set(flag('a'), { ifVersion: 0 });
      assert.ok(again.version > 2, `version ${again.version} was never used before`);
      await assertRejects(storage.set(flag('a'), { ifVersion: 2 }), 'VERSION_CONFLICT');
    },

    'only one of many concurrent creates succeeds': async ({ storage, second, times }) => {
      const other = await second();
      for (let round = 0; round < times(10); round++) {
        const attempts = Array.from({ length: 8 }, (_, writer) =>
          (writer % 2 === 0 ? storage : other).set(flag(`race-${round}`, `writer ${writer}`), { ifVersion: 0 }),
        );
        const outcomes = await Promise.allSettled(attempts);
        const won = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
        assert.equal(won.length, 1, 'one create succeeds');
        assert.deepEqual(await storage.get(`flag:race-${round}`), won[0]);
      }
    },
  }),
};
