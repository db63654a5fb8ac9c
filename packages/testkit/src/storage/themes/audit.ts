import assert from 'node:assert/strict';
import { assertChain } from '../assertions.ts';
import { cases } from '../case.ts';
import type { Theme } from '../case.ts';
import { assertSameDocument, flag } from '../documents.ts';

const comment = 'Übergabe an 検索 🚀, "quoted"\nsecond line';

export const audit: Theme = {
  name: 'audit records',
  cases: [
    ...cases(['commit'], {
      'a commit records the actor, the comment and the documents before and after': async ({ storage }) => {
        const before = await storage.set(flag('a', 'before'));
        const commit = await storage.commit(
          [
            { type: 'set', document: flag('a', 'after') },
            { type: 'set', document: flag('b') },
          ],
          { actor: 'ada@example.com', comment, via: 'cli "1"', digest: 'd', token: 'a-token-of-ours' },
        );
        assert.equal(commit.via, 'cli "1"');
        assert.equal(commit.digest, 'd');
        assert.equal(commit.revision.token, 'a-token-of-ours');
        assert.equal(commit.actor, 'ada@example.com');
        assert.equal(commit.comment, comment);
        assert.equal(new Date(commit.at).toISOString(), commit.at);
        assert.deepEqual(
          commit.changes.map(({ id }) => id),
          ['flag:a', 'flag:b'],
        );
        const [edited, created] = commit.changes;
        assert.deepEqual(edited?.before, before);
        assertSameDocument(edited?.after, flag('a', 'after'));
        assert.deepEqual(edited?.after, await storage.get('flag:a'));
        assert.equal(created?.before, null);
        assert.equal(created?.after?.version, 1);
        assert.equal(created?.after?.updatedBy, 'ada@example.com');
      },

      'a commit without an actor and a comment omits them': async ({ storage }) => {
        const commit = await storage.commit([{ type: 'set', document: flag('a') }]);
        assert.equal('actor' in commit, false);
        assert.equal('comment' in commit, false);
        assert.equal('via' in commit, false);
        assert.equal('digest' in commit, false);
      },

      'a commit records deleted documents': async ({ storage }) => {
        const before = await storage.set(flag('a'));
        const { changes } = await storage.commit([{ type: 'delete', id: 'flag:a' }]);
        assert.deepEqual(changes, [{ id: 'flag:a', before, after: null }]);
      },
    }),
    ...cases(['commit', 'history'], {
      'the history returns the audit records of commits': async ({ storage }) => {
        const meta = { actor: 'ada', comment, via: 'api', digest: 'd', token: crypto.randomUUID() };
        const commit = await storage.commit([{ type: 'set', document: flag('a') }], meta);
        assert.deepEqual((await storage.history()).items, [commit]);
      },
    }),
    ...cases(['history'], {
      'set and delete leave audit records in one chain without a gap': async ({ storage, second }) => {
        const other = await second();
        await storage.set(flag('a'), { actor: 'ada', comment });
        await other.set(flag('a', 'edited'), { actor: 'bob' });
        await storage.delete('flag:a', { actor: 'eve', comment: 'gone' });
        const items = (await storage.history()).items.toReversed();
        assert.equal(items.length, 3);
        assert.equal(items[0]?.previous, null);
        assert.deepEqual(
          items.map(({ actor, comment: why }) => [actor, why]),
          [
            ['ada', comment],
            ['bob', undefined],
            ['eve', 'gone'],
          ],
        );
        assertChain(items);
      },

      'rejected writes and writes without effect leave no audit record': async ({ storage }) => {
        await storage.set(flag('a'));
        await storage.delete('flag:absent');
        await assert.rejects(storage.set(flag('a'), { ifVersion: 9 }));
        assert.equal((await storage.history()).items.length, 1);
      },
    }),
  ],
};
