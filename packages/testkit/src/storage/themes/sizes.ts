import type { Change } from '@flagstaff/core';
import assert from 'node:assert/strict';
import { cases } from '../case.ts';
import type { Theme } from '../case.ts';
import { assertSameDocument, flag, flagWithValue } from '../documents.ts';

const MEGABYTE = 1_048_576;
const keys = Array.from({ length: 1_000 }, (_, index) => `flag-${index}`);

export const sizes: Theme = {
  name: 'sizes',
  cases: [
    ...cases([], {
      'a document of a megabyte comes back': async ({ storage }) => {
        const written = flagWithValue('large', 'é'.repeat(MEGABYTE / 2));
        await storage.set(written);
        assertSameDocument(await storage.get('flag:large'), written);
        assertSameDocument((await storage.list())[0], written);
      },

      'a thousand documents come back': async ({ storage }) => {
        for (const key of keys) await storage.set(flag(key, key));
        const documents = await storage.list();
        assert.equal(documents.length, keys.length);
        assert.deepEqual(new Set(documents.map(({ key }) => key)), new Set(keys));
        assert.ok(documents.every(({ key, version, description }) => version === 1 && description === key));
      },
    }),
    ...cases(['commit'], {
      'a thousand documents fit in one commit': async ({ storage }) => {
        const changes = keys.map((key): Change => ({ type: 'set', document: flag(key), ifVersion: 0 }));
        const commit = await storage.commit(changes);
        assert.equal(commit.changes.length, keys.length);
        assert.equal((await storage.list()).length, keys.length);
      },
    }),
  ],
};
