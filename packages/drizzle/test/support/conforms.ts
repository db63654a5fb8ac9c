import { count, repeated } from '@flagstaff/spec';
import { storageConformance } from '@flagstaff/testkit/storage';
import type { DeclaredGap } from '@flagstaff/testkit/storage';
import { drizzleStorage } from '@flagstaff/drizzle';
import type { DrizzleStorageOptions } from '@flagstaff/drizzle';
import { describe, it } from 'vitest';
import { freshPrefix } from './databases.ts';
import type { TestDatabase } from './databases.ts';

export interface Stores {
  /** The options of a new store of its own. */
  readonly fresh: () => DrizzleStorageOptions | Promise<DrizzleStorageOptions>;
  /** Removes the data of a store with these options. */
  readonly remove?: (options: DrizzleStorageOptions) => Promise<unknown>;
  /** False when the store cannot be opened twice. */
  readonly reopens?: boolean;
  readonly skip?: readonly DeclaredGap[];
  /** True when another test runs the suite in full on this kind of store. */
  readonly repeats?: boolean;
}

export const POLLED: readonly DeclaredGap[] = [
  { capability: 'watch', reason: 'this database has no notifications, it is polled' },
];

/** Not `changes`: a store must work beside the index of commits that are gone. */
const TABLES = ['meta', 'documents', 'log', 'members'];

/** Stores on a server whose tables are made once: making them costs more than most cases. The default prefix is a fresh one. */
export function sharedTables(database: TestDatabase, settings: DrizzleStorageOptions): Stores {
  const { tablePrefix = freshPrefix(), schema } = settings;
  const prefix = schema === undefined ? tablePrefix : `${schema}.${tablePrefix}`;
  return {
    fresh: () => ({ ...settings, tablePrefix }),
    async remove() {
      for (const table of TABLES) await database.query(`DELETE FROM ${prefix}${table}`);
    },
  };
}

/** Cases write megabytes to a server, and may wait for its whole timeout on a busy machine. */
const CASE_TIMEOUT_MS = 90_000;
// oxlint-disable-next-line vitest/valid-title, vitest/valid-describe-callback -- the suite names its groups
const patient = (title: string, body: () => void): unknown => describe(title, { timeout: CASE_TIMEOUT_MS }, body);

/** Runs the conformance suite against a database with one kind of connection. */
export function conforms(name: string, { fresh, remove, reopens = true, skip = [], repeats = false }: Stores): void {
  const options = new Map<object, DrizzleStorageOptions>();
  const make = async (settings: DrizzleStorageOptions): Promise<ReturnType<typeof drizzleStorage>> => {
    // The suite does not test the speed of the machine. A case's own limit is longer than these.
    const storage = drizzleStorage({ timeoutMs: 30_000, loadTimeoutMs: 60_000, ...settings });
    options.set(storage, settings);
    await storage.migrate();
    return storage;
  };
  storageConformance({
    scale: count(repeats ? 0.1 : 0.25, 1),
    name,
    ...(repeats ? repeated({ describe: patient, it }, name) : { describe: patient, it }),
    skip,
    create: async () => make(await fresh()),
    ...(reopens ? { reopen: (storage) => make(options.get(storage)!) } : {}),
    destroy: async (storage) => {
      await storage.close?.();
      await remove?.(options.get(storage)!);
    },
  });
}
