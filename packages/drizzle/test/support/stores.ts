import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FlagDocument } from '@flagstaff/core';
import { drizzleStorage } from '@flagstaff/drizzle';
import type { DrizzleStorage, DrizzleStorageOptions } from '@flagstaff/drizzle';
import { onTestFinished } from 'vitest';

export const flag = (key: string, description = ''): FlagDocument => ({
  kind: 'flag',
  key,
  type: 'boolean',
  description,
});

/** Creates a backend that is closed when the test ends. */
export function open(options: DrizzleStorageOptions): DrizzleStorage {
  const storage = drizzleStorage(options);
  onTestFinished(() => storage.close());
  return storage;
}

/** Returns the path of a file that does not exist yet, in a folder that is removed when the test ends. */
export function freshPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'flagstaff-drizzle-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'flags.db');
}
