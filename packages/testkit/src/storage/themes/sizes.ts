import type { Document } from '@flagstaff/core';
import type { Change } from '@flagstaff/core/management';
import type { StorageBackend } from '@flagstaff/core/storage';
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
      'preserves a document of a megabyte': async ({ storage }) => {
        const written = flagWithValue('large', 'é'.repeat(MEGABYTE / 2));
        await storage.set(written);
        assertSameDocument(await storage.get('flag:large'), written);
        assertSameDocument((await storage.list())[0], written);
      },

      'preserves many documents': async ({ storage, times }) => {
        const many = keys.slice(0, times(keys.length));
        await writeAll(
          storage,
          many.map((key) => flag(key, key)),
        );
        const documents = await storage.list();
        assert.equal(documents.length, many.length);
        assert.deepEqual(new Set(documents.map(({ key }) => key)), new Set(many));
        assert.ok(documents.every(({ key, version, description }) => version === 1 && description === key));
      },
    }),
    ...cases(['commit'], {
      'writes a thousand documents in one commit': async ({ storage }) => {
        const changes = keys.map((key): Change => ({ type: 'set', document: flag(key), ifVersion: 0 }));
        const commit = await storage.commit(changes);
        assert.equal(commit.changes.length, keys.length);
        assert.equal((await storage.list()).length, keys.length);
      },
    }),
  ],
};

/** Writes many documents in the fastest way available, because the cases only check the result. */
async function writeAll(storage: StorageBackend, documents: readonly Document[]): Promise<void> {
  if (storage.commit === undefined) {
    for (const document of documents) await storage.set(document);
    return;
  }
  for (let first = 0; first < documents.length; first += 100) {
    await storage.commit(
      documents.slice(first, first + 100).map((document): Change => ({ type: 'set', document, ifVersion: 0 })),
    );
  }
}
