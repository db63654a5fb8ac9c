import { createMemoryStorage } from '@flagstaff/core/storage';
import type { Commit, FullStorageBackend, StorageBackend, StoredDocument } from '@flagstaff/core/storage';
import { storageConformance } from '@flagstaff/testkit';
import type { DeclaredGap } from '@flagstaff/testkit';
import { describe, expect, it } from 'vitest';
import { toyStorage } from './support/toy-storage.ts';

/** Runs the suite by itself; resolves to the titles of the cases that failed. */
async function failures(create: () => StorageBackend, skip: readonly DeclaredGap[] = []): Promise<string[]> {
  const failed: string[] = [];
  const pending: (() => Promise<void>)[] = [];
  const { cases } = storageConformance({
    name: 'faulty',
    describe: (_, body) => body(),
    it: (title, body) => pending.push(() => body().catch(() => void failed.push(title))),
    create,
    skip,
    scale: 0.1,
  });
  expect(pending).toHaveLength(cases);
  await Promise.all(pending.map((run) => run()));
  return failed;
}

type Fault = (storage: FullStorageBackend) => Partial<StorageBackend>;

/** Backends that each break one promise, and a case that must notice. */
const FAULTS: readonly [fault: string, noticed: string, break_: Fault][] = [
  [
    'ignores ifVersion',
    'refuses to set with another version, and changes nothing',
    ({ set }) => ({ set: (d) => set(d) }),
  ],
  ['loses updates', 'lose no update of one document', ({ set }) => ({ set: (d) => set(d) })],
  [
    'writes what comes before a conflict',
    'writes nothing when one version is wrong, wherever it stands',
    ({ commit }) => ({
      async commit(changes, meta) {
        for (const change of changes) await commit([change]);
        return commit([], meta);
      },
    }),
  ],
  ['never announces', 'calls back after a write', () => ({ watch: async () => async () => undefined })],
  [
    'cannot be stopped',
    'calls nobody who stopped',
    ({ watch }) => ({ watch: async (f) => (await watch(f), async () => undefined) }),
  ],
  [
    'knows every revision',
    'are unknown since a revision that the store does not know',
    () => ({ changes: async () => [] }),
  ],
  [
    'counts from zero',
    'is undefined before the first commit',
    () => ({ revision: async () => ({ epoch: 'e', number: 0, token: 't' }) }),
  ],
  ['folds case', 'differ when their case does', ({ get }) => ({ get: (id) => get(id.toLowerCase() as typeof id) })],
  [
    'turns empty lists into objects',
    'empty lists and objects come back as they were',
    ({ get }) => ({
      get: async (id) => JSON.parse((JSON.stringify(await get(id)) ?? 'null').replaceAll('[]', '{}')) as StoredDocument,
    }),
  ],
  [
    'trims members',
    'are told apart by every byte',
    ({ hasMembers }) => ({
      hasMembers: (questions) =>
        hasMembers(questions.map((question) => ({ ...question, member: question.member.trim() }))),
    }),
  ],
  [
    'never removes a member',
    'are gone when they were removed, and only they',
    ({ changeMembers }) => ({
      changeMembers: (segment, { members }) => changeMembers(segment, { type: 'add', members }),
    }),
  ],
  [
    'counts commits alone',
    'ends a page of large commits long before their number does',
    ({ history }) => ({
      async history(query) {
        const items: Commit[] = [];
        let page = await history(query);
        for (items.push(...page.items); page.next !== undefined; items.push(...page.items)) {
          page = await history({ ...query, cursor: page.next });
        }
        return { items };
      },
    }),
  ],
  [
    'gives all commits since a revision',
    'are given while they are few bytes, else all documents are the smaller read',
    ({ history }) => ({
      async changes(since) {
        const items: Commit[] = [];
        let page = await history();
        for (items.push(...page.items); page.next !== undefined; items.push(...page.items)) {
          page = await history({ cursor: page.next });
        }
        return items.filter(({ revision }) => revision.number > since.number).toReversed();
      },
    }),
  ],
  [
    'takes any id',
    'are refused by get, and nothing changes',
    ({ get }) => ({ get: async (id) => (typeof id === 'string' ? get(id) : undefined) }),
  ],
  ['goes on after close', 'answers CLOSED to everything afterwards', () => ({ close: async () => undefined })],
  [
    'forgets who wrote',
    'say who and why, and what was before and after',
    ({ commit }) => ({ commit: (c) => commit(c) }),
  ],
  [
    'repeats pages',
    'gives every commit once, page by page',
    ({ history }) => ({
      history: ({ cursor: _, ...q } = {}) =>
        history(q).then(({ items, next }) => (next === undefined ? { items } : { items, next: '1' })),
    }),
  ],
];

describe('storageConformance notices a backend that', () => {
  it.each(FAULTS)('%s', { timeout: 300_000 }, async (_, noticed, break_) => {
    const failed = await failures(() => {
      const storage = createMemoryStorage();
      return { ...storage, ...break_(storage) };
    });
    expect(failed).toContain(noticed);
  });

  it('lacks a capability that is not declared', async () => {
    const failed = await failures(() => toyStorage());
    expect(failed).toEqual(expect.arrayContaining(['has watch', 'has commit', 'has close']));
  });

  it('declares a gap that is not real', async () => {
    const failed = await failures(() => createMemoryStorage(), [{ capability: 'watch', reason: 'a lie' }]);
    expect(failed).toEqual(['has no watch, as declared: a lie']);
  });
});

describe('storageConformance refuses', () => {
  const run = (skip: readonly DeclaredGap[]) => (): unknown =>
    storageConformance({ name: 'x', describe: () => undefined, it: () => undefined, create: () => toyStorage(), skip });

  it('a gap without a reason', () => {
    expect(run([{ capability: 'watch', reason: ' ' }])).toThrow(/say why/);
  });

  it('a gap that is no capability', () => {
    expect(run([{ capability: 'wacth' as 'watch', reason: 'typo' }])).toThrow(/"wacth"/);
  });
});
