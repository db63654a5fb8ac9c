import { createFlagstaff } from '@flagstaff/core';
import type { Document, FlagDocument, Flagstaff } from '@flagstaff/core';
import type { StorageBackend } from '@flagstaff/core/storage';
import { manage } from '@flagstaff/core/management';
import assert from 'node:assert/strict';
import { assertRejects, eventually } from '../assertions.ts';
import { cases } from '../case.ts';
import type { Theme } from '../case.ts';
import { assertSameDocument, flag } from '../documents.ts';

/** Runs a function with a loaded client on the storage, then closes the client. */
export async function withClient<T>(storage: StorageBackend, use: (client: Flagstaff) => Promise<T>): Promise<T> {
  const client = createFlagstaff({ storage, pollIntervalMs: 500 });
  try {
    await client.ready({ timeoutMs: 30_000 });
    return await use(client);
  } finally {
    await client.close();
  }
}

const enabled = (client: Flagstaff, key: string): boolean => client.forContext({}).isEnabled(key);

export const throughClient: Theme = {
  name: 'through a client',
  cases: [
    ...cases([], {
      'a client serves a write when its promise resolves': async ({ storage }) => {
        await withClient(storage, async (client) => {
          await manage(client).set({ ...flag('a'), default: 'on' });
          assert.equal(enabled(client, 'a'), true);
          await manage(client).set({ ...flag('a'), default: 'off' });
          assert.equal(enabled(client, 'a'), false);
          assert.equal(await manage(client).delete('flag:a'), true);
          assert.equal(client.forContext({}).details('a', false).errorCode, 'FLAG_NOT_FOUND');
        });
      },

      'a client rejects a write with another version': async ({ storage }) => {
        await withClient(storage, async (client) => {
          await manage(client).set(flag('a'), { ifVersion: 0 });
          await assertRejects(manage(client).set(flag('a', 'lost'), { ifVersion: 0 }), 'VERSION_CONFLICT');
          await assertRejects(manage(client).delete('flag:a', { ifVersion: 7 }), 'VERSION_CONFLICT');
          assertSameDocument(await manage(client).get('flag:a'), flag('a'));
        });
      },

      'a client receives a change by another client': async ({ storage, second }) => {
        const other = await second();
        await storage.set({ ...flag('a'), default: 'off' });
        await withClient(storage, async (client) => {
          await other.set({ ...flag('a'), default: 'on' });
          await eventually(() => enabled(client, 'a'), 'the client follows its store');
        });
      },
    }),
    ...cases(['commit'], {
      'a client serves the documents of one commit together': async ({ storage }) => {
        await withClient(storage, async (client) => {
          await manage(client).commit([
            { type: 'set', document: { kind: 'segment', key: 'all' } },
            { type: 'set', document: { ...flag('a'), rules: [{ when: { segment: 'all' }, serve: 'on' }] } },
          ]);
          assert.equal(enabled(client, 'a'), true);
        });
      },
    }),
    ...cases(['commit'], {
      'a client promotes flags in one commit, including due changes': async ({ storage }) => {
        await withClient(storage, async (client) => {
          const schedule = [{ at: '2020-01-01', set: { default: 'on' } }];
          const documents: Document[] = [
            { kind: 'environment', key: 'production' },
            { kind: 'environment', key: 'staging', parent: 'production' },
            { ...flag('a'), environments: { staging: { default: 'on' } } },
            { ...flag('b'), environments: { staging: { schedule } } },
          ];
          for (const document of documents) await storage.set(document);
          const ons = (environment: string): boolean[] =>
            ['a', 'b'].map((key) => client.forEnvironment(environment).forContext({}).isEnabled(key));
          await eventually(() => ons('staging').every(Boolean), 'the client follows its store');
          assert.deepEqual(ons('production'), [false, false]);
          const { commit } = await manage(client).promote({ from: 'staging', to: 'production' });
          assert.deepEqual(
            commit?.changes.map(({ id, after }) => [id, after?.version]),
            [
              ['flag:a', 2],
              ['flag:b', 2],
            ],
          );
          assert.deepEqual(ons('production'), [true, true]);
          const { environments } = (await storage.get('flag:b')) as FlagDocument;
          assert.deepEqual(environments?.['staging'], { default: 'on', schedule: [] });
          assert.deepEqual((await manage(client).compare('staging', 'production')).flags, []);
          await assertRejects(manage(client).delete('environment:production'), 'DOCUMENT_IN_USE');
        });
      },
    }),
    ...cases(['commit', 'history', 'revision', 'snapshot'], {
      'a client that repeats a write with its token gets the commit of the first': async ({ storage, second }) => {
        const other = await second();
        await withClient(storage, async (client) => {
          const token = crypto.randomUUID();
          const changes = [{ type: 'set', document: flag('a'), ifVersion: 0 } as const];
          const first = await manage(client).commit(changes, { token, via: 'api' });
          assert.equal(first.revision.token, token);
          assert.equal(first.replayed, undefined);
          await other.set(flag('a', 'later'));
          const again = await manage(client).commit(changes, { token });
          assert.deepEqual(again, { ...first, replayed: true });
          await assertRejects(manage(client).commit([{ type: 'set', document: flag('b') }], { token }), 'TOKEN_REUSED');
          await assertRejects(manage(client).delete('flag:a', { token }), 'TOKEN_REUSED');
          assert.deepEqual(await manage(client).commitByToken(token), first);
          assert.equal(await manage(client).commitByToken(crypto.randomUUID()), undefined);
          assert.equal((await manage(client).commitAt(1))?.revision.token, token);
          assert.equal((await manage(client).history()).items.length, 2);
        });
      },

      'clients that send one write with one token in parallel make one commit': async ({ storage, second, times }) => {
        const other = await second();
        await withClient(storage, (one) =>
          withClient(other, async (two) => {
            const token = crypto.randomUUID();
            const changes = [{ type: 'set', document: flag('a') } as const];
            const writes = Array.from({ length: times(12) }, async (_, index) =>
              manage(index % 2 === 0 ? one : two).commit(changes, { token }),
            );
            const commits = await Promise.all(writes);
            assert.deepEqual(new Set(commits.map(({ revision }) => revision.number)), new Set([1]));
            assert.equal((await storage.history()).items.length, 1);
          }),
        );
      },

      'a client rolls back with a new commit that restores old bodies': async ({ storage }) => {
        await withClient(storage, async (client) => {
          const { revision } = await manage(client).commit([
            { type: 'set', document: { ...flag('edited', 'old'), default: 'on' } },
            { type: 'set', document: flag('removed') },
          ]);
          await manage(client).set({ ...flag('edited', 'new'), default: 'off' });
          await manage(client).delete('flag:removed');
          await manage(client).set(flag('added'));

          const commit = await manage(client).rollback(revision.number, { actor: 'ada', comment: 'back' });
          assert.equal(commit?.revision.number, revision.number + 4);
          assert.deepEqual([commit?.actor, commit?.comment], ['ada', 'back']);
          assertSameDocument(await storage.get('flag:edited'), { ...flag('edited', 'old'), default: 'on' });
          assertSameDocument(await storage.get('flag:removed'), flag('removed'));
          assert.equal(await storage.get('flag:added'), undefined);
          assert.equal((await storage.get('flag:edited'))?.version, 3, 'versions continue, nothing is rewritten');
          assert.equal(enabled(client, 'edited'), true);
          assert.equal((await manage(client).history()).items.length, 5);
        });
      },

      'a rollback of nothing writes nothing, and one to an unknown revision is rejected': async ({ storage }) => {
        await withClient(storage, async (client) => {
          const { revision } = await manage(client).commit([{ type: 'set', document: flag('a') }]);
          assert.equal(await manage(client).rollback(revision.number), undefined);
          await assertRejects(manage(client).rollback(revision.number + 1), 'REVISION_NOT_FOUND');
          assert.deepEqual(await storage.revision(), revision);
        });
      },
    }),
  ],
};
