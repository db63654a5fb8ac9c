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

/** Asserts that a rejected commit writes nothing: no document, and no audit record. */
async function assertNothingWritten({ storage }: StorageFixture, attempt: () => Promise<void>): Promise<void> {
  const before = await storage.list();
  await attempt();
  assert.deepEqual(new Set(await storage.list()), new Set(before));
}

export const commits: Theme = {
  name: 'commits',
  cases: cases(['commit'], {
    'a commit writes several documents at once': async ({ storage }) => {
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

    'a commit with one wrong version, in any position, writes nothing': async (fixture) => {
      const { storage } = fixture;
      await storage.set(flag('a', 'kept'));
      await assertNothingWritten(fixture, async () => {
        await assertRejects(storage.commit([set('b'), set('a', 'lost', 7)]), 'VERSION_CONFLICT');
        await assertRejects(storage.commit([set('a', 'lost', 7), set('b')]), 'VERSION_CONFLICT');
        await assertRejects(storage.commit([set('b'), set('a', 'lost', 0), set('c')]), 'VERSION_CONFLICT');
      });
    },

    'a commit that deletes a missing document is rejected and writes nothing': async (fixture) => {
      const { storage } = fixture;
      await storage.set(flag('a', 'kept'));
      await assertNothingWritten(fixture, () =>
        assertRejects(storage.commit([set('b'), { type: 'delete', id: 'flag:absent' }]), 'DOCUMENT_NOT_FOUND'),
      );
    },

    'a commit that changes a document twice is rejected': async (fixture) => {
      const { storage } = fixture;
      await storage.set(flag('a', 'kept'));
      await assertNothingWritten(fixture, async () => {
        await assertRejects(storage.commit([set('b'), set('b', 'again')]), 'INVALID_OPTIONS');
        await assertRejects(storage.commit([set('a', 'edited'), { type: 'delete', id: 'flag:a' }]), 'INVALID_OPTIONS');
      });
    },

    'a commit uses the token that the writer chose': async ({ storage }) => {
      const token = crypto.randomUUID();
      const { revision } = await storage.commit([set('a')], { token });
      assert.equal(revision.token, token);
    },

    'a commit with ifEpoch is written only in that epoch': async (fixture) => {
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

    'a commit with ifToken is written only on that revision': async (fixture) => {
      const { storage } = fixture;
      const { revision } = await storage.commit([set('a')]);
      await storage.commit([set('b')], { ifToken: revision.token });
      await assertNothingWritten(fixture, async () => {
        await assertRejects(storage.commit([set('c')], { ifToken: revision.token }), 'REVISION_CONFLICT');
        await assertRejects(storage.commit([set('c')], { ifToken: crypto.randomUUID() }), 'REVISION_CONFLICT');
      });
    },

    'a commit succeeds after one that was rejected': async ({ storage }) => {
      const first = await storage.commit([set('a')]);
      await assertRejects(storage.commit([set('a', '', 9)]), 'VERSION_CONFLICT');
      const next = await storage.commit([set('a', 'second', 1)]);
      assert.equal(next.revision.number, first.revision.number + 1);
      assert.equal(next.previous, first.revision.token);
    },
  }),
};
