import type { Commit } from '@flagstaff/core';
import type { FullStorageBackend, HistoryQuery } from '@flagstaff/core/storage';
import assert from 'node:assert/strict';
import { assertChain, assertRejects } from '../assertions.ts';
import { cases } from '../case.ts';
import type { Theme } from '../case.ts';
import { flag } from '../documents.ts';

const numbers = (commits: readonly Commit[]): number[] => commits.map(({ revision }) => revision.number);

/** More commits than any case makes. */
const MANY = 100;

/** All pages, one after another; `between` runs before each next one is asked for. */
async function allPages(
  storage: FullStorageBackend,
  query: HistoryQuery,
  between: () => Promise<unknown> = async () => undefined,
): Promise<Commit[]> {
  const items: Commit[] = [];
  for (let page = await storage.history(query); ; page = await storage.history({ ...query, cursor: page.next })) {
    for (const item of page.items) items.push(item);
    if (page.next === undefined) return items;
    assert.ok(items.length < MANY, 'paging comes to an end');
    await between();
  }
}

export const histories: Theme = {
  name: 'history',
  cases: cases(['history'], {
    'is empty at first': async ({ storage }) => {
      assert.deepEqual((await storage.history()).items, []);
      assert.equal((await storage.history()).next, undefined);
    },

    'tells the newest commit first': async ({ storage }) => {
      for (const key of ['a', 'b', 'c']) await storage.set(flag(key));
      const { items, next } = await storage.history();
      assert.deepEqual(numbers(items), [3, 2, 1]);
      assert.equal(next, undefined);
      assertChain(items.toReversed());
    },

    'gives as many as were asked for': async ({ storage }) => {
      for (const key of ['a', 'b', 'c']) await storage.set(flag(key));
      const { items, next } = await storage.history({ limit: 2 });
      assert.deepEqual(numbers(items), [3, 2]);
      assert.equal(typeof next, 'string');
      assert.equal((await storage.history({ limit: 3 })).next, undefined, 'a page that is just full is the last one');
      await assertRejects(storage.history({ limit: 0 }), 'INVALID_OPTIONS');
      await assertRejects(storage.history({ limit: 1.5 }), 'INVALID_OPTIONS');
    },

    'gives every commit once, page by page': async ({ storage }) => {
      for (let edit = 0; edit < 7; edit++) await storage.set(flag('a', String(edit)));
      for (const limit of [1, 2, 3, 7, 8]) {
        assert.deepEqual(numbers(await allPages(storage, { limit })), [7, 6, 5, 4, 3, 2, 1], `${limit} per page`);
      }
    },

    'repeats and leaves out nothing while commits go on': async ({ storage }) => {
      for (let edit = 0; edit < 5; edit++) await storage.set(flag('a', String(edit)));
      const pages = allPages(storage, { limit: 2 }, () => storage.set(flag('late')));
      assert.deepEqual(numbers(await pages), [5, 4, 3, 2, 1]);
    },

    'can be asked for one document': async ({ storage }) => {
      for (const key of ['a', 'b', 'a', 'b', 'a', 'ab']) await storage.set(flag(key));
      await storage.delete('flag:a');
      assert.deepEqual(numbers(await allPages(storage, { id: 'flag:a' })), [7, 5, 3, 1]);
      assert.deepEqual(numbers(await allPages(storage, { id: 'flag:a', limit: 1 })), [7, 5, 3, 1]);
      assert.deepEqual(numbers(await allPages(storage, { id: 'flag:absent' })), []);
    },

    'refuses a cursor that no page gave': async ({ storage }) => {
      await storage.set(flag('a'));
      await assertRejects(storage.history({ cursor: "'; drop table" }), 'INVALID_OPTIONS');
    },
  }),
};
