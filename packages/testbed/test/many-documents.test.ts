// A whole load comes in pages. They must be of one revision, whatever is written meanwhile, and miss nothing.
import { createClient } from '@libsql/client';
import { expect, it } from 'vitest';
import type { DocumentId } from '@flagstaff/core';
import type { FullStorageBackend } from '@flagstaff/core/storage';
import { SOAKING } from '@flagstaff/spec';
import { counterDocument } from '@flagstaff/testbed';
import { eachBackend, store } from './support/each-backend.ts';

/** Two pages or more of every store. One more fills the last page of SQLite. */
const DOCUMENTS = 2_999;
const BATCH = 1_000;
const LOADS = SOAKING ? 30 : 5;
/** Documents that each commit changes, so that they lie in different pages. */
const CHANGED = 8;

const keys = Array.from({ length: DOCUMENTS }, (_, n) => `flag-${String(n).padStart(5, '0')}`);
const changed = Array.from({ length: CHANGED }, (_, n) => keys[Math.floor((n * (DOCUMENTS - 1)) / (CHANGED - 1))]!);
const ids = keys.map((key): DocumentId => `flag:${key}`);

async function fill(storage: FullStorageBackend): Promise<void> {
  for (let start = 0; start < DOCUMENTS; start += BATCH) {
    const part = keys.slice(start, start + BATCH);
    await storage.commit(part.map((key) => ({ type: 'set', document: counterDocument(key, 0) })));
  }
}

await eachBackend(
  'a store of many documents',
  (place, { name }) => {
    it('is loaded at one revision while others write', async () => {
      const spec = place().fresh();
      const [writer, reader] = [await store(spec), await store(spec)];
      await fill(writer);
      const filled = (await reader.revision())!.number;
      let commits = 0;
      const writing = new AbortController();
      const writes = (async () => {
        while (!writing.signal.aborted) {
          commits += 1;
          const count = commits;
          await writer.commit(changed.map((key) => ({ type: 'set', document: counterDocument(key, count) })));
          // SQLite answers without a turn of the event loop.
          await new Promise((resolve) => setImmediate(resolve));
        }
      })();
      /** Loads during which others committed. Without one, the test would show nothing. */
      let overlapping = 0;
      try {
        for (let load = 0; load < LOADS || overlapping === 0; load += 1) {
          const before = commits;
          const { revision, documents } = await reader.snapshot();
          if (commits > before + 1) overlapping += 1;
          expect(documents.map(({ kind, key }) => `${kind}:${key}`)).toEqual(ids);
          const count = revision!.number - filled;
          const expected = new Map(changed.map((key) => [key, counterDocument(key, count)]));
          const found = documents.filter(({ key }) => expected.has(key));
          expect(found).toMatchObject(found.map(({ key }) => ({ ...expected.get(key) })));
        }
      } finally {
        writing.abort();
        await writes;
      }
    });

    it.runIf(name === 'libsql')('is loaded whole although a page ends with an id that is not a text', async () => {
      const spec = place().fresh();
      const storage = await store(spec);
      await fill(storage);
      const database = createClient({ url: spec.url });
      await database.execute(
        "insert into flagstaff_documents (id, version, body, deleted) values (CAST('flag:blob' AS BLOB), 1, '{}', 0)",
      );
      database.close();
      const { documents } = await storage.snapshot();
      expect(documents).toHaveLength(DOCUMENTS + 1);
      expect(documents.filter((document) => 'unreadable' in document)).toHaveLength(1);
    });
  },
  ['redis', 'libsql', 'postgres', 'mariadb', 'sqld'],
  ['redis', 'libsql'],
);
