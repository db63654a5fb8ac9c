import { storageConformance } from '@flagstaff/testkit';
import type { DeclaredGap } from '@flagstaff/testkit';
import { drizzleStorage } from '@flagstaff/drizzle';
import type { DrizzleStorageOptions } from '@flagstaff/drizzle';
import { describe, it } from 'vitest';

export interface Stores {
  /** The options of a store that nobody else uses. */
  readonly fresh: () => DrizzleStorageOptions | Promise<DrizzleStorageOptions>;
  /** Removes what a store with these options left. */
  readonly remove?: (options: DrizzleStorageOptions) => Promise<unknown>;
  /** False: the store cannot be opened twice. */
  readonly reopens?: boolean;
  readonly skip?: readonly DeclaredGap[];
}

export const POLLED: readonly DeclaredGap[] = [
  { capability: 'watch', reason: 'this database tells nobody of changes, it is polled' },
];

/** Holds a database, reached in one way, to the conformance suite. */
export function conforms(name: string, { fresh, remove, reopens = true, skip = [] }: Stores): void {
  const options = new Map<object, DrizzleStorageOptions>();
  const make = async (settings: DrizzleStorageOptions): Promise<ReturnType<typeof drizzleStorage>> => {
    // What is tested is not how fast the machine is.
    const storage = drizzleStorage({ timeoutMs: 30_000, loadTimeoutMs: 60_000, ...settings });
    options.set(storage, settings);
    await storage.migrate();
    return storage;
  };
  storageConformance({
    name,
    describe,
    it,
    skip,
    create: async () => make(await fresh()),
    ...(reopens ? { reopen: (storage) => make(options.get(storage)!) } : {}),
    destroy: async (storage) => {
      await storage.close?.();
      await remove?.(options.get(storage)!);
    },
  });
}
