import type { Commit } from '@flagstaff/core/management';
import type { FullStorageBackend, HistoryPage, HistoryQuery } from '@flagstaff/core/storage';
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
): Promise<HistoryPage[]> {
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

    'the history of one document is paged among many other commits': async ({ storage, times }) => {
      const count = times(12);
      const expected: number[] = [];
      let number = 0;
      for (let edit = 0; edit < count; edit++) {
        await storage.set(flag('rare', String(edit)));
        expected.unshift((number += 1));
        for (let other = 0; other < 9; other++) {
          await storage.set(flag(`other-${other}`, String(edit)));
          number += 1;
        }
      }
      for (const limit of [1, 5, count, 1_000]) {
        const pages = await everyPage(storage, { id: 'flag:rare', limit });
        assert.deepEqual(numbers(pages.flatMap(({ items }) => items)), expected, `${limit} per page`);
        assert.equal(pages.at(-1)?.truncated, undefined);
      }
      // The cursor of another query continues this one.
      await storage.set(flag('rare', 'last'));
      const { next } = await storage.history({ limit: 1 });
      const page = await storage.history({ id: 'flag:rare', cursor: next!, limit: 2 });
      assert.deepEqual(numbers(page.items), expected.slice(0, 2));
      assert.deepEqual((await storage.history({ id: 'flag:other-3', actor: 'absent' })).items, []);
    },

    'the history can be filtered by actor, kind, time, token and revision': async ({ storage }) => {
      const quoted = 'o"ha\\ra, 日本';
      const segment = { kind: 'segment', key: 'all' } as const;
      await storage.set(flag('a', 'by "actor":"eve"'), { actor: 'ada' });
      await storage.set({ ...flag('b'), metadata: { actor: 'eve' } }, { actor: quoted });
      const commit = await storage.set(segment, { actor: 'ada' });
      await storage.set(flag('a', 'again'));
      const found = async (query: HistoryQuery): Promise<number[]> => numbers(await allPages(storage, query));
      assert.deepEqual(await found({ actor: 'ada' }), [3, 1]);
      assert.deepEqual(await found({ actor: quoted }), [2]);
      assert.deepEqual(await found({ actor: 'eve' }), []);
      assert.deepEqual(await found({ kind: 'flag', limit: 1 }), [4, 2, 1]);
      assert.deepEqual(await found({ kind: 'segment', actor: 'ada' }), [3]);
      assert.deepEqual(await found({ kind: 'environment' }), []);
      assert.deepEqual(await found({ revision: 2 }), [2]);
      assert.deepEqual(await found({ revision: 9 }), []);
      const { items } = await storage.history({ revision: 3 });
      assert.deepEqual(items[0]?.changes[0]?.after, commit);
      const { token } = items[0].revision;
      assert.deepEqual(await found({ token }), [3]);
      assert.deepEqual(await found({ token: `${token}x` }), []);
      const times = (await storage.history()).items.map(({ at }) => at).toReversed();
      const day = 86_400_000;
      const shifted = (at: string | undefined, by: number): string => new Date(Date.parse(at!) + by).toISOString();
      assert.deepEqual(await found({ since: shifted(times[0], -day), until: shifted(times[3], day) }), [4, 3, 2, 1]);
      assert.deepEqual(await found({ since: shifted(times[3], 1) }), []);
      assert.deepEqual(await found({ until: times[0]! }), []);
      assert.deepEqual(await found({ since: shifted(times[3], day) }), []);
      assert.deepEqual(await found({ until: shifted(times[0], -day) }), []);
      await assertRejects(storage.history({ since: 'yesterday' }), 'INVALID_OPTIONS');
      await assertRejects(storage.history({ kind: 'rule' as 'flag' }), 'INVALID_OPTIONS');
      await assertRejects(storage.history({ revision: 0 }), 'INVALID_OPTIONS');
    },

    'the history is also a feed, oldest first, from any position': async ({ storage }) => {
      assert.deepEqual((await storage.history({ after: '' })).items, []);
      for (let edit = 1; edit <= 5; edit++) await storage.set(flag('a', String(edit)));
      const first = await storage.history({ after: '', limit: 2 });
      assert.deepEqual(numbers(first.items), [1, 2]);
      assert.equal(first.next, first.position);
      assert.equal(first.truncated, undefined);
      const rest = await storage.history({ after: first.position! });
      assert.deepEqual(numbers(rest.items), [3, 4, 5]);
      assert.equal(rest.next, undefined);
      const none = await storage.history({ after: rest.position! });
      assert.deepEqual(
        [none.items, none.next, none.position, none.truncated],
        [[], undefined, rest.position, undefined],
      );
      await storage.set({ kind: 'segment', key: 'all' });
      await storage.set(flag('b'));
      const later = await storage.history({ after: none.position!, kind: 'flag' });
      assert.deepEqual(numbers(later.items), [7]);
      assert.equal(later.truncated, undefined);
      await assertRejects(storage.history({ after: "1'; drop table.x" }), 'INVALID_OPTIONS');
      await assertRejects(storage.history({ after: '1' }), 'INVALID_OPTIONS');
      await assertRejects(storage.history({ after: '', cursor: '1' }), 'INVALID_OPTIONS');
    },

    'the feed of one document has its commits, and ends where the history does': async ({ storage }) => {
      for (const key of ['a', 'b', 'a', 'ab', 'a', 'b']) await storage.set(flag(key));
      const id = 'flag:a';
      const found: number[] = [];
      let page = await storage.history({ id, after: '', limit: 1 });
      for (; page.next !== undefined; page = await storage.history({ id, after: page.next, limit: 1 })) {
        assert.ok(found.length < MANY, 'paging comes to an end');
        found.push(...numbers(page.items));
      }
      assert.deepEqual([...found, ...numbers(page.items)], [1, 3, 5]);
      const { position } = await storage.history({ after: '' });
      assert.deepEqual([page.position, page.truncated], [position, undefined], 'other commits are passed');
      const none = await storage.history({ id: 'flag:absent', after: '' });
      assert.deepEqual([none.items, none.next, none.position, none.truncated], [[], undefined, position, undefined]);
      await storage.set(flag('b'));
      await storage.delete(id);
      const later = await storage.history({ id, after: position! });
      assert.deepEqual([numbers(later.items), later.next, later.truncated], [[8], undefined, undefined]);
      assert.deepEqual((await storage.history({ id, after: later.position! })).items, []);
      const foreign = `${position!.slice(0, position!.indexOf('.'))}.${crypto.randomUUID()}`;
      const again = await storage.history({ id, after: foreign });
      assert.deepEqual([numbers(again.items), again.truncated], [[1, 3, 5, 8], true]);
      const past = new Date(Date.now() - 86_400_000).toISOString();
      assert.deepEqual((await storage.history({ id, after: '', until: past })).items, []);
    },

    'the feed is complete and in order while several writers commit': async ({ storage, second, times }) => {
      const other = await second();
      const count = times(30);
      const write = async (to: FullStorageBackend, key: string): Promise<void> => {
        for (let edit = 0; edit < count; edit++) await to.set(flag(key, String(edit)));
      };
      let writing = true;
      const done = Promise.all([write(storage, 'a'), write(other, 'b'), write(other, 'c')]).finally(() => {
        writing = false;
      });
      const seen: Commit[] = [];
      const ofOne: Commit[] = [];
      let after = '';
      let afterOne = '';
      for (let last = false; ;) {
        const one = await storage.history({ id: 'flag:b', after: afterOne });
        ofOne.push(...one.items);
        afterOne = one.position!;
        const page = await storage.history({ after, limit: 7 });
        assert.equal(page.truncated, undefined);
        seen.push(...page.items);
        after = page.position!;
        if (last && page.next === undefined) break;
        last = !writing && page.next === undefined;
        // A store in this process reads without waiting, and its writers wait for their turn with timers.
        await new Promise((resolve) => setTimeout(resolve));
      }
      await done;
      assert.deepEqual(
        numbers(seen),
        Array.from({ length: 3 * count }, (_, index) => index + 1),
      );
      assertChain(seen);
      const edits = seen.filter(({ changes }) => changes[0]?.id === 'flag:b');
      assert.deepEqual(numbers(ofOne), numbers(edits));
    },

    'a position of another log is answered from the beginning, and said': async ({ storage }) => {
      await storage.set(flag('a'));
      await storage.set(flag('b'));
      const { position } = await storage.history({ after: '' });
      const foreign = `${position!.slice(0, position!.indexOf('.'))}.${crypto.randomUUID()}`;
      const page = await storage.history({ after: foreign });
      assert.deepEqual(numbers(page.items), [1, 2]);
      assert.equal(page.truncated, true);
      assert.equal(page.position, position);
    },

    'a complete history does not say that it was truncated': async ({ storage }) => {
      assert.equal((await storage.history()).truncated, undefined);
      for (const key of ['a', 'b', 'c']) await storage.set(flag(key));
      const pages = await everyPage(storage, { limit: 2 });
      assert.deepEqual(
        pages.map(({ truncated }) => truncated),
        [undefined, undefined],
      );
      assert.equal((await storage.history({ actor: 'absent' })).truncated, undefined);
    },

    'an invalid cursor of the history is rejected': async ({ storage }) => {
      await storage.set(flag('a'));
      await assertRejects(storage.history({ cursor: "'; drop table" }), 'INVALID_OPTIONS');
    },
  }),
};
