import assert from 'node:assert/strict';
import { cases } from '../case.ts';
import type { Theme } from '../case.ts';
import { assertSameDocument, flag, ids } from '../documents.ts';

export const fourMethods: Theme = {
  name: 'get, set, delete, list',
  cases: cases([], {
    'a new store has no documents': async ({ storage }) => {
      assert.equal(await storage.get('flag:absent'), undefined);
      assert.deepEqual(await storage.list(), []);
      assert.equal(await storage.delete('flag:absent'), false);
    },

    'get returns the document that was set, with the stored fields': async ({ storage }) => {
      const stored = await storage.set(flag('a', 'first'), { actor: 'ada' });
      assertSameDocument(stored, flag('a', 'first'));
      assert.equal(stored.version, 1);
      assert.equal(stored.updatedBy, 'ada');
      assert.equal(new Date(stored.createdAt).toISOString(), stored.createdAt);
      assert.equal(new Date(stored.updatedAt).toISOString(), stored.updatedAt);
      assert.deepEqual(await storage.get('flag:a'), stored);
      assert.deepEqual(await storage.list(), [stored]);
    },

    'set replaces the whole document': async ({ storage }) => {
      const first = await storage.set({ ...flag('a'), owner: 'web', tags: ['x'] });
      const second = await storage.set(flag('a', 'second'));
      assertSameDocument(await storage.get('flag:a'), flag('a', 'second'));
      assert.equal(second.version, 2);
      assert.equal(second.createdAt, first.createdAt);
      assert.equal(second.updatedBy, undefined);
    },

    'set ignores stored fields in its argument': async ({ storage }) => {
      const stored = await storage.set(flag('a'));
      const again = await storage.set(Object.assign({}, stored, { version: 41, updatedBy: 'mallory' }));
      assert.equal(again.version, 2);
      assert.equal(again.updatedBy, undefined);
    },

    'documents of different kinds can share a key': async ({ storage }) => {
      await storage.set(flag('beta'));
      await storage.set({ kind: 'segment', key: 'beta', include: ['u1'] });
      await storage.set({ kind: 'environment', key: 'beta' });
      assert.deepEqual(ids(await storage.list()), ['environment:beta', 'flag:beta', 'segment:beta']);
      await storage.delete('segment:beta');
      assert.equal((await storage.get('flag:beta'))?.kind, 'flag');
      assert.equal(await storage.get('segment:beta'), undefined);
    },

    'delete returns true once': async ({ storage }) => {
      await storage.set(flag('a'));
      await storage.set(flag('b'));
      assert.equal(await storage.delete('flag:a'), true);
      assert.equal(await storage.delete('flag:a'), false);
      assert.equal(await storage.get('flag:a'), undefined);
      assert.deepEqual(ids(await storage.list()), ['flag:b']);
    },

    'a second client reads what the first one wrote': async ({ storage, second }) => {
      const other = await second();
      await storage.set(flag('a', 'by the first'));
      assertSameDocument(await other.get('flag:a'), flag('a', 'by the first'));
      await other.set(flag('a', 'by the second'));
      assertSameDocument(await storage.get('flag:a'), flag('a', 'by the second'));
      await other.delete('flag:a');
      assert.deepEqual(await storage.list(), []);
    },
  }),
};
