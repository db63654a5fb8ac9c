// libsql over HTTP, as hosted SQLite databases speak it.
import { drizzleStorage } from '@flagstaff/drizzle';
import { count } from '@flagstaff/spec';
import { storageConformance } from '@flagstaff/testkit/storage';
import type { StoreSpec } from '@flagstaff/testbed';
import { describe, it } from 'vitest';
import { eachBackend } from './support/each-backend.ts';

type Address = Pick<Extract<StoreSpec, { kind: 'drizzle' }>, 'url' | 'tablePrefix'>;

await eachBackend(
  'the contract of a store',
  (place) => {
    const addresses = new Map<object, Address>();
    const open = async (address: Address): Promise<ReturnType<typeof drizzleStorage>> => {
      // The suite does not test the speed of the machine.
      const storage = drizzleStorage({ ...address, timeoutMs: 30_000, loadTimeoutMs: 60_000 });
      addresses.set(storage, address);
      await storage.migrate();
      return storage;
    };
    storageConformance({
      scale: count(0.05, 1),
      name: 'drizzle over HTTP',
      describe,
      it,
      skip: [{ capability: 'watch', reason: 'this database has no notifications, it is polled' }],
      create: () => {
        const { url, tablePrefix } = place().fresh() as Extract<StoreSpec, { kind: 'drizzle' }>;
        return open({ url, tablePrefix });
      },
      reopen: (storage) => open(addresses.get(storage)!),
      destroy: async (storage) => storage.close?.(),
    });
  },
  ['sqld'],
);
