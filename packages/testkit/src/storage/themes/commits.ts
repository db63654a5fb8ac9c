import type { Change } from '@flagstaff/core/management';
import assert from 'node:assert/strict';
import { assertRejects } from '../assertions.ts';
import { cases } from '../case.ts';
import type { StorageFixture, Theme } from '../case.ts';
import { assertSameDocument, flag, ids } from '../documents.ts';

const set = (key: string, description = '', ifVersion?: number): Change => ({
  type: 'set',
  document: flag(key, description),
  ...(ifVersion === undefined ? {} : { ifVersion }),
});

/** Asserts that nothing at all is written by a commit that is refused: no document, and no audit record. */
async function assertNothingWritten({ storage }: StorageFixture, attempt: () => Promise<void>): Promise<void> {
  const before = await storage.list();
  await attempt();
  assert.deepEqual(new Set(await storage.list()), new Set(before));
}

export const commits: Theme = {
  name: 'commits',
  cases: cases(['commit'], {
    'writes several documents at once': async ({ storage }) => {
      await storage.set(flag('edited'));
      await storage.set(flag('removed'));
      await storage.commit([
        set('created', 'new'),
        set('edited', 'newer', 1),
        { type: 'delete', id: 'flag:removed', ifVersion: 1 },
        { type: 'set', document: { kind: 'segment', key: 'beta' }, ifVersion: 0 },
      ]);
      assert.deepEqual(ids(await storage.list()), ['flag:created', 'flag:edited', 'segment:beta']);
      assertSameDocument(await storage.get('flag:edited'), flag('edited', 'newer'));
      assert.equal((await storage.get('flag:edited'))?.version, 2);
    },

    'writes nothing when one version is wrong, wherever it stands': async (fixture) => {
      const { storage } = fixture;
      await storage.set(flag('a', 'kept'));
      await assertNothingWritten(fixture, async () => {
        await assertRejects(storage.commit([set('b'), set('a', 'lost', 7)]), 'VERSION_CONFLICT');
        await assertRejects(storage.commit([set('a', 'lost', 7), set('b')]), 'VERSION_CONFLICT');
        await assertRejects(storage.commit([set('b'), set('a', 'lost', 0), set('c')]), 'VERSION_CONFLICT');
      });
    },

    'refuses to delete what does not exist, and writes nothing': async (fixture) => {
      const { storage } = fixture;
      await storage.set(flag('a', 'kept'));
      await assertNothingWritten(fixture, () =>
        assertRejects(storage.commit([set('b'), { type: 'delete', id: 'flag:absent' }]), 'DOCUMENT_NOT_FOUND'),
      );
    },

    'refuses to change a document twice': async (fixture) => {
      const { storage } = fixture;
      await storage.set(flag('a', 'kept'));
      await assertNothingWritten(fixture, async () => {
        await assertRejects(storage.commit([set('b'), set('b', 'again')]), 'INVALID_OPTIONS');
        await assertRejects(storage.commit([set('a', 'edited'), { type: 'delete', id: 'flag:a' }]), 'INVALID_OPTIONS');
      });
    },

    'takes the token that the writer chose': async ({ storage }) => {
      const token = crypto.randomUUID();
      const { revision } = await storage.commit([set('a')], { token });
      assert.equal(revision.token, token);
    },

    'commits for the epoch that it has, and for no other': async (fixture) => {
      const { storage } = fixture;
      await assertNothingWritten(fixture, () =>
        assertRejects(storage.commit([set('a')], { ifEpoch: crypto.randomUUID() }), 'EPOCH_CONFLICT'),
      );
      const { revision } = await storage.commit([set('a')], { ifEpoch: null });
      await storage.commit([set('b')], { ifEpoch: revision.epoch });
      await assertNothingWritten(fixture, async () => {
        await assertRejects(storage.commit([set('c')], { ifEpoch: null }), 'EPOCH_CONFLICT');
        await assertRejects(storage.commit([set('c')], { ifEpoch: crypto.randomUUID() }), 'EPOCH_CONFLICT');
      });
    },

    'commits on the revision that it was made for, and on no later one': async (fixture) => {
      const { storage } = fixture;
      const { revision } = await storage.commit([set('a')]);
      await storage.commit([set('b')], { ifToken: revision.token });
      await assertNothingWritten(fixture, async () => {
        await assertRejects(storage.commit([set('c')], { ifToken: revision.token }), 'REVISION_CONFLICT');
        await assertRejects(storage.commit([set('c')], { ifToken: crypto.randomUUID() }), 'REVISION_CONFLICT');
      });
    },

    'can go on after a commit that was refused': async ({ storage }) => {
      const first = await storage.commit([set('a')]);
      await assertRejects(storage.commit([set('a', '', 9)]), 'VERSION_CONFLICT');
      const next = await storage.commit([set('a', 'second', 1)]);
      assert.equal(next.revision.number, first.revision.number + 1);
      assert.equal(next.previous, first.revision.token);
    },
  }),
};
