import { describe, it } from 'vitest';
import { redisStorage } from '@flagstaff/redis';
import type { RedisStorageOptions } from '@flagstaff/redis';
import { count } from '@flagstaff/spec';
import { storageConformance } from '@flagstaff/testkit/storage';

export interface Stores {
  /** The options of a new store of its own. */
  readonly fresh: () => RedisStorageOptions;
  /** Removes the data of a store with this prefix. */
  readonly remove?: (prefix: string) => Promise<unknown>;
  /** The share of usual repetitions, when another test repeats the suite in full. */
  readonly scale?: number;
}

/** Runs the conformance suite against Redis with one kind of connection. */
export function conforms(name: string, { fresh, remove, scale = 0.25 }: Stores): void {
  const options = new Map<object, RedisStorageOptions>();
  const make = (settings: RedisStorageOptions): ReturnType<typeof redisStorage> => {
    // The suite does not test the speed of the machine.
    const storage = redisStorage({ timeoutMs: 30_000, loadTimeoutMs: 60_000, ...settings });
    options.set(storage, settings);
    return storage;
  };
  storageConformance({
    scale: count(scale, 1),
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
