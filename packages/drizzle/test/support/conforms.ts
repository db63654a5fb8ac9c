import { count, repeated } from '@flagstaff/spec';
import type { Share } from '@flagstaff/spec';
import { storageConformance } from '@flagstaff/testkit/storage';
import type { DeclaredGap } from '@flagstaff/testkit/storage';
import { drizzleStorage } from '@flagstaff/drizzle';
import type { DrizzleStorageOptions } from '@flagstaff/drizzle';
import { describe, it } from 'vitest';
import { freshPrefix } from './databases.ts';

export interface Stores {
  /** The options of a new store of its own. */
  readonly fresh: () => DrizzleStorageOptions | Promise<DrizzleStorageOptions>;
  /** Empties the tables of all stores, which are made once. Without it, each store has tables of its own. */
  readonly empty?: () => Promise<unknown>;
  /** False when the store cannot be opened twice. */
  readonly reopens?: boolean;
  readonly skip?: readonly DeclaredGap[];
  /** Set when another test runs the suite in full on this kind of store. Which cases still run every day. */
  readonly repeats?: Share;
}

export const POLLED: readonly DeclaredGap[] = [
  { capability: 'watch', reason: 'this database has no notifications, it is polled' },
];

/** Runs statements outside the storage. */
export type Query = (statements: string) => Promise<unknown>;

/** Stores whose tables are made once: making them costs more than most cases. The default prefix is a fresh one. */
export function sharedTables({ query }: { readonly query: Query }, settings: DrizzleStorageOptions): Stores {
  const { tablePrefix = freshPrefix(), schema } = settings;
  const prefix = schema === undefined ? tablePrefix : `${schema}.${tablePrefix}`;
  // Not `changes`: a store must work beside the index of commits that are gone.
  const emptied = ['documents', 'log', 'members'].map((table) => `DELETE FROM ${prefix}${table};`);
  const unused = `UPDATE ${prefix}meta SET epoch = '', number = 0, token = '', previous = ''`;
  return { fresh: () => ({ ...settings, tablePrefix }), empty: () => query(emptied.join(' ') + unused) };
}

/** Cases write megabytes to a server, and may wait for its whole timeout on a busy machine. */
const CASE_TIMEOUT_MS = 90_000;
// oxlint-disable-next-line vitest/valid-title, vitest/valid-describe-callback -- the suite names its groups
const patient = (title: string, body: () => void): unknown => describe(title, { timeout: CASE_TIMEOUT_MS }, body);

/** Runs the conformance suite against a database with one kind of connection. */
export function conforms(name: string, { fresh, empty, reopens = true, skip = [], repeats }: Stores): void {
  const options = new Map<object, DrizzleStorageOptions>();
  let made = false;
  const make = async (settings: DrizzleStorageOptions): Promise<ReturnType<typeof drizzleStorage>> => {
    // The suite does not test the speed of the machine. A case's own limit is longer than these.
    const storage = drizzleStorage({ timeoutMs: 30_000, loadTimeoutMs: 60_000, ...settings });
    options.set(storage, settings);
    if (empty === undefined || !made) await storage.migrate();
    made = true;
    return storage;
  };
  storageConformance({
    scale: count(0.1, 1),
    name,
    ...(repeats === undefined ? { describe: patient, it } : repeated({ describe: patient, it }, name, repeats)),
    skip,
    create: async () => make(await fresh()),
    ...(reopens ? { reopen: (storage) => make(options.get(storage)!) } : {}),
    destroy: async (storage) => {
      await storage.close?.();
      await empty?.();
    },
  });
}
