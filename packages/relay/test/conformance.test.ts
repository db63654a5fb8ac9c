import { createFlagstaff } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import type { FullStorageBackend, StorageBackend } from '@flagstaff/core/storage';
import { httpStorage, relay } from '@flagstaff/relay';
import { storageConformance } from '@flagstaff/testkit/storage';
import { describe, expect, it } from 'vitest';
import { inHono } from './support/serve.ts';

const reopened = new Map<StorageBackend, () => StorageBackend>();
const endings = new Map<StorageBackend, () => Promise<void>>();

/** Reads over HTTP from a relay of a store. Writes to that store directly, and waits until the relay has the result. */
async function create(): Promise<StorageBackend> {
  const store = createMemoryStorage();
  const origin = createFlagstaff({ storage: store, pollIntervalMs: 60_000 });
  await origin.ready();
  const served = await inHono(relay(origin, { authorize: 'anyone' }));

  function open(): StorageBackend {
    const reads = httpStorage({ url: served.url });
    let closed = false;
    const written = async <T>(write: (to: FullStorageBackend) => Promise<T>): Promise<T> => {
      // Reports that it is closed, once it is.
      if (closed) await reads.revision();
      try {
        return await write(store);
      } finally {
        await origin.refresh();
      }
    };
    return {
      ...reads,
      set: (document, options) => written((to) => to.set(document, options)),
      delete: (id, options) => written((to) => to.delete(id, options)),
      commit: (changes, meta) => written((to) => to.commit(changes, meta)),
      async close() {
        closed = true;
        await reads.close();
      },
    };
  }

  const storage = open();
  reopened.set(storage, open);
  endings.set(storage, async () => {
    await storage.close?.();
    await served.close();
    await origin.close();
  });
  return storage;
}

const report = storageConformance({
  name: 'the reads of http',
  describe,
  it,
  create,
  reopen: (storage) => reopened.get(storage)!(),
  destroy: (storage) => endings.get(storage)?.() ?? storage.close?.(),
  scale: 0.1,
  skip: [
    { capability: 'history', reason: 'a relay serves the current documents, not their history' },
    { capability: 'hasMembers', reason: 'a relay serves documents, not the stored members of segments' },
    { capability: 'changeMembers', reason: 'a relay serves documents, not the stored members of segments' },
    { capability: 'listMembers', reason: 'a relay serves documents, not the stored members of segments' },
  ],
});

it('runs the applicable cases', () => {
  expect(report.cases).toBeGreaterThanOrEqual(90);
});
