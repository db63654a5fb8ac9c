import { createMemoryStorage } from '@flagstaff/core/storage';
import type { Commit, FullStorageBackend, StorageBackend, StoredDocument } from '@flagstaff/core/storage';
import { storageConformance } from '@flagstaff/testkit/storage';
import type { DeclaredGap } from '@flagstaff/testkit/storage';
import { describe, expect, it } from 'vitest';
import { toyStorage } from './support/toy-storage.ts';

/** Runs the suite's cases of these titles, or all, and resolves to the titles of the failed ones. */
async function failures(
  create: () => StorageBackend,
  { skip = [], titles }: { readonly skip?: readonly DeclaredGap[]; readonly titles?: readonly string[] } = {},
): Promise<string[]> {
  const failed: string[] = [];
  const bodies = new Map<string, () => Promise<void>>();
  const { cases } = storageConformance({
    name: 'faulty',
    describe: (_, body) => body(),
    it: (title, body) => void bodies.set(title, body),
    create,
    skip,
    scale: 0.1,
  });
  expect(bodies.size).toBe(cases);
  const chosen = titles ?? [...bodies.keys()];
  await Promise.all(chosen.map((title) => bodies.get(title)!().catch(() => void failed.push(title))));
  return failed;
}

type Fault = (storage: FullStorageBackend) => Partial<StorageBackend>;

/** Backends that each violate one requirement, and the case that must detect it. */
const FAULTS: readonly [fault: string, noticed: string, break_: Fault][] = [
  ['ignores ifVersion', 'set rejects another version and changes nothing', ({ set }) => ({ set: (d) => set(d) })],
  ['loses updates', 'concurrent writers lose no update of one document', ({ set }) => ({ set: (d) => set(d) })],
  [
    'writes the changes before a conflict',
    'a commit with one wrong version, in any position, writes nothing',
    ({ commit }) => ({
      async commit(changes, meta) {
        for (const change of changes) await commit([change]);
        return commit([], meta);
      },
    }),
  ],
  ['never announces', 'watch calls back after a write', () => ({ watch: async () => async () => undefined })],
  [
    'cannot be stopped',
    'watch does not call a stopped listener',
    ({ watch }) => ({ watch: async (f) => (await watch(f), async () => undefined) }),
  ],
  ['accepts every revision', 'changes returns undefined for an unknown revision', () => ({ changes: async () => [] })],
  [
    'counts from zero',
    'the revision is undefined before the first commit',
    () => ({ revision: async () => ({ epoch: 'e', number: 0, token: 't' }) }),
  ],
  ['folds case', 'ids are case-sensitive', ({ get }) => ({ get: (id) => get(id.toLowerCase() as typeof id) })],
  [
    'turns empty lists into objects',
    'preserves empty lists and objects',
    ({ get }) => ({
      get: async (id) => JSON.parse((JSON.stringify(await get(id)) ?? 'null').replaceAll('[]', '{}')) as StoredDocument,
    }),
  ],
  [
    'trims members',
    'members are compared byte by byte',
    ({ hasMembers }) => ({
      hasMembers: (questions) =>
        hasMembers(questions.map((question) => ({ ...question, member: question.member.trim() }))),
    }),
  ],
  [
    'never removes a member',
    'only removed members are gone',
    ({ changeMembers }) => ({
      changeMembers: (segment, { members }) => changeMembers(segment, { type: 'add', members }),
    }),
  ],
  [
    'limits pages by commits only',
    'a page of the history with large commits ends before its limit',
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
    'returns all commits since a revision',
    'changes returns undefined when all documents are the smaller read',
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
    'accepts any id',
    'get rejects invalid arguments, and nothing changes',
    ({ get }) => ({ get: async (id) => (typeof id === 'string' ? get(id) : undefined) }),
  ],
  [
    'continues after close',
    'the four methods reject with CLOSED after close',
    () => ({ close: async () => undefined }),
  ],
  [
    'forgets the actor',
    'a commit records the actor, the comment and the documents before and after',
    ({ commit }) => ({ commit: (c) => commit(c) }),
  ],
  [
    'repeats pages',
    'the pages of the history contain every commit once',
    ({ history }) => ({
      history: ({ cursor: _, ...q } = {}) =>
        history(q).then(({ items, next }) => (next === undefined ? { items } : { items, next: '1' })),
    }),
  ],
];

describe('storageConformance', () => {
  it.each(FAULTS)('detects a backend that %s', async (_, noticed, break_) => {
    const failed = await failures(
      () => {
        const storage = createMemoryStorage();
        return { ...storage, ...break_(storage) };
      },
      { titles: [noticed] },
    );
    expect(failed).toEqual([noticed]);
  });

  it('detects an undeclared missing capability', async () => {
    const failed = await failures(() => toyStorage());
    expect(failed).toEqual(expect.arrayContaining(['has watch', 'has commit', 'has close']));
  });

  it('detects a declared gap that is not real', async () => {
    const failed = await failures(() => createMemoryStorage(), {
      skip: [{ capability: 'watch', reason: 'not real' }],
      titles: ['has no watch, as declared: not real', 'has commit'],
    });
    expect(failed).toEqual(['has no watch, as declared: not real']);
  });
});

describe('storageConformance options', () => {
  const run = (skip: readonly DeclaredGap[]) => (): unknown =>
    storageConformance({ name: 'x', describe: () => undefined, it: () => undefined, create: () => toyStorage(), skip });

  it('rejects a gap without a reason', () => {
    expect(run([{ capability: 'watch', reason: ' ' }])).toThrow(/and a reason/);
  });

  it('rejects a gap that is not a capability', () => {
    expect(run([{ capability: 'wacth' as 'watch', reason: 'typo' }])).toThrow(/"wacth"/);
  });
});
