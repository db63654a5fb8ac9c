// libsql over HTTP, as hosted SQLite databases speak it.
import { drizzleStorage } from '@flagstaff/drizzle';
import { flagstaffTables } from '@flagstaff/drizzle/sqlite';
import { count, repeated } from '@flagstaff/spec';
import { storageConformance } from '@flagstaff/testkit/storage';
import { querySqld } from '@flagstaff/testbed';
import type { StoreSpec } from '@flagstaff/testbed';
import { describe, it } from 'vitest';
import { eachBackend } from './support/each-backend.ts';

const TABLES = Object.keys(flagstaffTables());
type Address = Pick<Extract<StoreSpec, { kind: 'drizzle' }>, 'url' | 'tablePrefix'>;

await eachBackend(
  'the contract of a store',
  (place) => {
    const addresses = new Map<object, Address>();
    let address: Address | undefined;
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
      // Files run the suite in full.
      ...repeated({ describe, it }, 'drizzle over HTTP'),
      skip: [{ capability: 'watch', reason: 'this database has no notifications, it is polled' }],
      create: () => {
        // The tables are made once: making them costs more than most cases.
        address ??= place().fresh() as Address;
        return open({ url: address.url, tablePrefix: address.tablePrefix });
      },
      reopen: (storage) => open(addresses.get(storage)!),
      destroy: async (storage) => {
        await storage.close?.();
        for (const table of TABLES) await querySqld(place().server!.url, `delete from ${address!.tablePrefix}${table}`);
      },
    });
  },
  ['sqld'],
);
