import { describe, it } from 'vitest';
import { redisStorage } from '@flagstaff/redis';
import type { RedisStorageOptions } from '@flagstaff/redis';
import { count, repeated } from '@flagstaff/spec';
import type { Share } from '@flagstaff/spec';
import { storageConformance } from '@flagstaff/testkit/storage';

export interface Stores {
  /** The options of a new store of its own. */
  readonly fresh: () => RedisStorageOptions;
  /** Removes the data of a store with this prefix. */
  readonly remove?: (prefix: string) => Promise<unknown>;
  /** Set when another test runs the suite in full on this kind of store. Which cases still run every day. */
  readonly repeats?: Share;
}

/** Cases write megabytes to a server, and may wait for its whole timeout on a busy machine. */
const CASE_TIMEOUT_MS = 90_000;
// oxlint-disable-next-line vitest/valid-title, vitest/valid-describe-callback -- the suite names its groups
const patient = (title: string, body: () => void): unknown => describe(title, { timeout: CASE_TIMEOUT_MS }, body);

/** Runs the conformance suite against Redis with one kind of connection. */
export function conforms(name: string, { fresh, remove, repeats }: Stores): void {
  const options = new Map<object, RedisStorageOptions>();
  const make = (settings: RedisStorageOptions): ReturnType<typeof redisStorage> => {
    // The suite does not test the speed of the machine. A case's own limit is longer than these.
    const storage = redisStorage({ timeoutMs: 30_000, loadTimeoutMs: 60_000, ...settings });
    options.set(storage, settings);
    return storage;
  };
  storageConformance({
    scale: count(0.1, 1),
    name,
    ...(repeats === undefined ? { describe: patient, it } : repeated({ describe: patient, it }, name, repeats)),
    create: () => make(fresh()),
    reopen: (storage) => make(options.get(storage)!),
    destroy: async (storage) => {
      await storage.close?.();
      await remove?.(options.get(storage)?.prefix ?? '');
    },
  });
}

export const conformancePrefix = (): string => `conformance-${crypto.randomUUID()}:`;
