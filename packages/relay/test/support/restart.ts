import { createFlagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import type { StorageBackend } from '@flagstaff/core/storage';
import { httpStorage } from '@flagstaff/relay';
import { expect, onTestFinished } from 'vitest';
import { numberFlag, numberOf, origin } from './origin.ts';
import { counting } from './requests.ts';

/**
 * Lets a reader hold the first revision, and edits the store before and after a relay of it restarts. Resolves to the reader's
 * requests, once it has the last revision.
 */
export async function restart(connect: () => Promise<StorageBackend>): Promise<readonly string[]> {
  const store = await connect();
  await store.set(numberFlag('a', 1));
  const first = await origin(await connect());
  const { requests, fetch } = counting();
  const reader = createFlagstaff({ storage: httpStorage({ url: first.served.url, fetch }), pollIntervalMs: false });
  onTestFinished(() => reader.close());
  await reader.refresh();
  await first.served.close();
  await store.set(numberFlag('b', 2));
  await store.delete('flag:a');
  const second = await origin(await connect(), { port: first.served.port });
  await manage(second.flagstaff).set(numberFlag('c', 3));
  // The first request may find that its connection was closed.
  await expect
    .poll(async () => {
      await reader.refresh();
      return reader.revision?.token;
    })
    .toBe(second.flagstaff.revision?.token);
  expect(['a', 'b', 'c'].map((key) => numberOf(reader, key))).toEqual([-1, 2, 3]);
  return requests;
}
