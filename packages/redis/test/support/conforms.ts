import { describe, it } from 'vitest';
import { redisStorage } from '@flagstaff/redis';
import type { RedisStorageOptions } from '@flagstaff/redis';
import { storageConformance } from '@flagstaff/testkit';

export interface Stores {
  /** The options of a store that nobody else uses. */
  readonly fresh: () => RedisStorageOptions;
  /** Removes what a store under this prefix left. */
  readonly remove?: (prefix: string) => Promise<unknown>;
}

/** Holds Redis, reached in one way, to the conformance suite. */
export function conforms(name: string, { fresh, remove }: Stores): void {
  const options = new Map<object, RedisStorageOptions>();
  const make = (settings: RedisStorageOptions): ReturnType<typeof redisStorage> => {
    // What is tested is not how fast the machine is.
    const storage = redisStorage({ timeoutMs: 30_000, loadTimeoutMs: 60_000, ...settings });
    options.set(storage, settings);
    return storage;
  };
  storageConformance({
    name,
    describe,
    it,
    create: () => make(fresh()),
    reopen: (storage) => make(options.get(storage)!),
    destroy: async (storage) => {
      await storage.close?.();
      await remove?.(options.get(storage)?.prefix ?? '');
    },
  });
}

export const conformancePrefix = (): string => `conformance-${crypto.randomUUID()}:`;
