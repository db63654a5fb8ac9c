import type { FullStorageBackend } from '@flagstaff/core/storage';
import assert from 'node:assert/strict';
import { assertRejects } from '../assertions.ts';
import { cases } from '../case.ts';
import type { Theme } from '../case.ts';
import { flag } from '../documents.ts';

const isMember = async (storage: FullStorageBackend, segment: string, ...members: string[]): Promise<boolean[]> => [
  ...(await storage.hasMembers(members.map((member) => ({ segment, member })))),
];

/** Returns every member of all pages of a segment, sorted. */
async function everyone(storage: FullStorageBackend, segment: string, limit?: number): Promise<string[]> {
  const found = new Set<string>();
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const { items, next } = await storage.listMembers(segment, {
      ...(limit === undefined ? {} : { limit }),
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const item of items) found.add(item);
    cursor = next;
  }
  return [...found].sort();
}

/** Strings that databases tend to conflate or reject. */
const ODD = [
  'ada',
  'Ada',
  'ada ',
  ' ada',
  'àda',
  'a\u0300da',
  '42',
  '042',
  '__proto__',
  'constructor',
  "o'hara",
  '%',
  '_',
  '\\',
  '"',
  'a:b',
  '日本',
  '😀',
  '😁',
  '\u{1F1EB}\u{1F1F7}',
  '\t\n',
  'é'.repeat(256),
  '😀'.repeat(128),
];

export const members: Theme = {
  name: 'stored members',
  cases: cases(['hasMembers', 'changeMembers', 'listMembers'], {
    'added members are in that segment only': async ({ storage }) => {
      await storage.changeMembers('vip', { type: 'add', members: ['ada', 'bob'] });
      assert.deepEqual(await isMember(storage, 'vip', 'ada', 'carl', 'bob'), [true, false, true]);
      assert.deepEqual(await isMember(storage, 'vi', 'ada'), [false]);
      assert.deepEqual(
        [
          ...(await storage.hasMembers([
            { segment: 'staff', member: 'ada' },
            { segment: 'vip', member: 'ada' },
          ])),
        ],
        [false, true],
      );
    },

    'only removed members are gone': async ({ storage }) => {
      await storage.changeMembers('vip', { type: 'add', members: ['ada', 'bob'] });
      await storage.changeMembers('staff', { type: 'add', members: ['ada'] });
      await storage.changeMembers('vip', { type: 'remove', members: ['ada', 'absent'] });
      assert.deepEqual(await isMember(storage, 'vip', 'ada', 'bob'), [false, true]);
      assert.deepEqual(await isMember(storage, 'staff', 'ada'), [true]);
    },

    'adding and removing members is idempotent': async ({ storage }) => {
      for (let time = 0; time < 2; time++) await storage.changeMembers('vip', { type: 'add', members: ['ada', 'bob'] });
      assert.deepEqual(await everyone(storage, 'vip'), ['ada', 'bob']);
      for (let time = 0; time < 2; time++) await storage.changeMembers('vip', { type: 'remove', members: ['ada'] });
      assert.deepEqual(await everyone(storage, 'vip'), ['bob']);
    },

    'members are compared byte by byte': async ({ storage }) => {
      await storage.changeMembers('odd', { type: 'add', members: ODD });
      assert.deepEqual(
        await isMember(storage, 'odd', ...ODD),
        ODD.map(() => true),
      );
      assert.deepEqual(await everyone(storage, 'odd', 5), ODD.toSorted());
      await storage.changeMembers('odd', { type: 'remove', members: ['ada', '__proto__', '😀'] });
      const left = ODD.filter((member) => !['ada', '__proto__', '😀'].includes(member));
      assert.deepEqual(await everyone(storage, 'odd'), left.toSorted());
      assert.deepEqual(await isMember(storage, 'odd', 'ada', 'Ada', 'ada ', '😁'), [false, true, true, true]);
    },

    'a thousand members can be queried, changed and listed at once': async ({ storage }) => {
      const thousand = Array.from({ length: 1_000 }, (_, index) => `user-${index}`);
      await storage.changeMembers('many', { type: 'add', members: thousand });
      await storage.changeMembers('many', { type: 'add', members: ['one more'] });
      assert.deepEqual(
        await isMember(storage, 'many', ...thousand),
        thousand.map(() => true),
      );
      assert.deepEqual(await everyone(storage, 'many', 100), [...thousand, 'one more'].toSorted());
      await storage.changeMembers('many', { type: 'remove', members: thousand });
      assert.deepEqual(await everyone(storage, 'many'), ['one more']);
    },

    'other clients see a member change immediately': async ({ storage, second }) => {
      const other = await second();
      await storage.changeMembers('vip', { type: 'add', members: ['ada'] });
      assert.deepEqual(await isMember(other, 'vip', 'ada'), [true]);
    },

    'concurrent member changes are all kept': async ({ storage, second, times }) => {
      const writers = [storage, await second()];
      const batches = Array.from({ length: times(20) }, (_, batch) =>
        Array.from({ length: 50 }, (__, index) => `${(index * 7 + batch * 31) % 400}`),
      );
      await Promise.all(
        batches.map((batch, index) => writers[index % 2]!.changeMembers('busy', { type: 'add', members: batch })),
      );
      assert.deepEqual(await everyone(storage, 'busy'), [...new Set(batches.flat())].toSorted());
    },

    'a segment without members is empty': async ({ storage }) => {
      assert.deepEqual([...(await storage.hasMembers([]))], []);
      assert.deepEqual(await isMember(storage, 'empty', 'ada'), [false]);
      assert.deepEqual(await everyone(storage, 'empty'), []);
      await storage.changeMembers('empty', { type: 'add', members: [] });
      await storage.changeMembers('empty', { type: 'remove', members: ['ada'] });
      assert.deepEqual(await everyone(storage, 'empty'), []);
    },

    'members are not part of documents and commits': async ({ storage }) => {
      await storage.set(flag('a'));
      const before = await storage.list();
      await storage.changeMembers('a', { type: 'add', members: ['ada'] });
      assert.deepEqual(await storage.list(), before);
    },

    'an invalid limit for listing members is rejected': async ({ storage }) => {
      for (const limit of [0, -1, 1.5, Number.NaN]) {
        await assertRejects(storage.listMembers('vip', { limit }), 'INVALID_OPTIONS');
      }
    },

    // Last: it finds members that the cases above left in a store that was to be new.
    'a new store has no members': async ({ storage }) => {
      for (const segment of ['vip', 'staff', 'odd', 'many', 'busy']) {
        assert.deepEqual(await everyone(storage, segment), [], `members of ${segment}`);
      }
    },
  }),
};
