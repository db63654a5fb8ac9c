import type { FlagDocument } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { PAGE_BYTES } from '@flagstaff/core/storage';
import assert from 'node:assert/strict';
import { assertChain } from '../assertions.ts';
import { cases } from '../case.ts';
import type { Theme } from '../case.ts';
import { assertSameDocument, flag, flagWithValue } from '../documents.ts';
import { allPages, everyPage, numbers } from './histories.ts';
import { withClient } from './through-client.ts';

/** Edits of a large document: several pages of commits. */
const EDITS = 6;

/** What JSON and the revisions add to the record sizes that a backend counts. */
const SLACK = 16_384;

const value = 'x'.repeat(300_000);

/** Creates a flag of 300 kB. */
const large = (edit: number): FlagDocument => ({ ...flagWithValue('large', value), description: `edit ${edit}` });

/** Histories of more bytes than one read returns. */
export const largeHistories: Theme = {
  name: 'large histories',
  cases: [
    ...cases(['history'], {
      'a page of the history with large commits ends before its limit': async ({ storage }) => {
        await storage.set(flag('first'));
        for (let edit = 1; edit <= EDITS; edit++) await storage.set(large(edit));
        await storage.set(flag('last'));
        const pages = await everyPage(storage, { limit: 1_000 });
        const commits = pages.flatMap(({ items }) => items);
        assert.deepEqual(
          numbers(commits),
          Array.from({ length: EDITS + 2 }, (_, index) => EDITS + 2 - index),
        );
        assertChain(commits.toReversed());
        for (const { items } of pages) {
          const beforeTheLast = JSON.stringify(items.slice(0, -1)).length;
          assert.ok(
            beforeTheLast < PAGE_BYTES + SLACK,
            `a page ends with the commit that fills it, not at ${beforeTheLast}`,
          );
        }
        assert.ok(pages.length > 2, 'the commits take several pages');
        const ofOne = await everyPage(storage, { id: 'flag:large' });
        assert.equal(ofOne.flatMap(({ items }) => items).length, EDITS);
        assert.ok(ofOne.length > 2, 'so do those of one document');
        assert.deepEqual(numbers(await allPages(storage, { id: 'flag:first' })), [1]);
      },
    }),
    ...cases(['changes', 'revision'], {
      'changes returns undefined when all documents are the smaller read': async ({ storage }) => {
        await storage.set(flag('a'));
        const first = await storage.revision();
        assert.ok(first);
        const larger = 'x'.repeat(700_000);
        for (let edit = 0; edit < 5; edit++)
          await storage.set({ ...flagWithValue('large', larger), description: `${edit}` });
        const before = await storage.revision();
        assert.ok(before);
        assert.equal(await storage.changes(first), undefined);
        // A single commit is returned however large it is.
        await storage.set(flagWithValue('x', larger.repeat(3)));
        assert.deepEqual(
          (await storage.changes(before))?.map(({ changes }) => changes.map(({ id }) => id)),
          [['flag:x']],
        );
      },
    }),
    ...cases(['commit', 'history', 'revision', 'snapshot'], {
      'a client rolls back over many edits of a large document': async ({ storage }) => {
        for (let edit = 0; edit <= EDITS; edit++) await storage.set(large(edit));
        await withClient(storage, async (client) => {
          const commit = await manage(client).rollback(1);
          assert.deepEqual(
            commit?.changes.map(({ id }) => id),
            ['flag:large'],
          );
          assertSameDocument(await storage.get('flag:large'), large(0));
        });
      },
    }),
  ],
};
