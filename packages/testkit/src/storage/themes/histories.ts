import type { Commit } from '@flagstaff/core/management';
import type { FullStorageBackend, HistoryQuery, Page } from '@flagstaff/core/storage';
import assert from 'node:assert/strict';
import { assertChain, assertRejects } from '../assertions.ts';
import { cases } from '../case.ts';
import type { Theme } from '../case.ts';
import { flag } from '../documents.ts';

export const numbers = (commits: readonly Commit[]): number[] => commits.map(({ revision }) => revision.number);

/** More commits than any case makes. */
const MANY = 100;

/** Reads all pages in sequence. `between` runs before each next page. */
export async function everyPage(
  storage: FullStorageBackend,
  query: HistoryQuery,
  between: () => Promise<unknown> = async () => undefined,
): Promise<Page<Commit>[]> {
  const pages = [await storage.history(query)];
  for (let next = pages[0]?.next; next !== undefined; next = pages.at(-1)?.next) {
    await between();
    pages.push(await storage.history({ ...query, cursor: next }));
    assert.ok(pages.length < MANY, 'paging comes to an end');
  }
  return pages;
}

export async function allPages(...given: Parameters<typeof everyPage>): Promise<Commit[]> {
  return (await everyPage(...given)).flatMap(({ items }) => items);
}

export const histories: Theme = {
  name: 'history',
  cases: cases(['history'], {
    'the history of a new store is empty': async ({ storage }) => {
      assert.deepEqual((await storage.history()).items, []);
      assert.equal((await storage.history()).next, undefined);
    },

    'the history is ordered newest first': async ({ storage }) => {
      for (const key of ['a', 'b', 'c']) await storage.set(flag(key));
      const { items, next } = await storage.history();
      assert.deepEqual(numbers(items), [3, 2, 1]);
      assert.equal(next, undefined);
      assertChain(items.toReversed());
    },

    'a page of the history has at most limit commits': async ({ storage }) => {
      for (const key of ['a', 'b', 'c']) await storage.set(flag(key));
      const { items, next } = await storage.history({ limit: 2 });
      assert.deepEqual(numbers(items), [3, 2]);
      assert.equal(typeof next, 'string');
      assert.equal((await storage.history({ limit: 3 })).next, undefined, 'a page that is just full is the last one');
      await assertRejects(storage.history({ limit: 0 }), 'INVALID_OPTIONS');
      await assertRejects(storage.history({ limit: 1.5 }), 'INVALID_OPTIONS');
    },

    'the pages of the history contain every commit once': async ({ storage }) => {
      for (let edit = 0; edit < 7; edit++) await storage.set(flag('a', String(edit)));
      for (const limit of [1, 2, 3, 7, 8]) {
        assert.deepEqual(numbers(await allPages(storage, { limit })), [7, 6, 5, 4, 3, 2, 1], `${limit} per page`);
      }
    },

    'the pages of the history repeat and omit nothing during commits': async ({ storage }) => {
      for (let edit = 0; edit < 5; edit++) await storage.set(flag('a', String(edit)));
      const pages = allPages(storage, { limit: 2 }, () => storage.set(flag('late')));
      assert.deepEqual(numbers(await pages), [5, 4, 3, 2, 1]);
    },

    'the history can be filtered by document': async ({ storage }) => {
      for (const key of ['a', 'b', 'a', 'b', 'a', 'ab']) await storage.set(flag(key));
      await storage.delete('flag:a');
      assert.deepEqual(numbers(await allPages(storage, { id: 'flag:a' })), [7, 5, 3, 1]);
      assert.deepEqual(numbers(await allPages(storage, { id: 'flag:a', limit: 1 })), [7, 5, 3, 1]);
      assert.deepEqual(numbers(await allPages(storage, { id: 'flag:absent' })), []);
      for (const key of ["o'hara", '"', '\\', '%', '日本', '😀']) {
        const { version } = await storage.set(flag(key));
        const found = await allPages(storage, { id: `flag:${key}` });
        assert.deepEqual(
          found.map(({ changes }) => changes.map(({ after }) => after?.version)),
          [[version]],
          key,
        );
      }
    },

    'an invalid cursor of the history is rejected': async ({ storage }) => {
      await storage.set(flag('a'));
      await assertRejects(storage.history({ cursor: "'; drop table" }), 'INVALID_OPTIONS');
    },
  }),
};
