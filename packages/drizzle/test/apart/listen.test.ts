// @needs postgres
import { createFlagstaff } from '@flagstaff/core';
import type { FlagstaffError } from '@flagstaff/core';
import { drizzleStorage } from '@flagstaff/drizzle';
import type { DrizzleDatabase } from '@flagstaff/drizzle';
import { drizzle as nodePostgres } from 'drizzle-orm/node-postgres';
import { drizzle as proxy } from 'drizzle-orm/pg-proxy';
import { Client, Pool } from 'pg';
import { expect, it, onTestFinished, vi } from 'vitest';
import { endPool } from '../support/end-pool.ts';
import { POSTGRES } from '../support/servers.ts';
import { flag, open } from '../support/stores.ts';

// The application has not installed this driver.
vi.mock('postgres', () => {
  throw new Error("Cannot find package 'postgres'");
});

/** A console of the server, and a prefix whose tables are removed when the test ends. */
function ownTables(): { readonly pool: Pool; readonly tablePrefix: string } {
  const pool = new Pool({ connectionString: POSTGRES });
  const tablePrefix = `listen_${crypto.randomUUID().slice(0, 8)}_`;
  onTestFinished(async () => {
    for (const table of ['meta', 'documents', 'log', 'changes', 'members']) {
      await pool.query(`DROP TABLE IF EXISTS ${tablePrefix}${table}`);
    }
    await endPool(pool);
  });
  return { pool, tablePrefix };
}

it.each(['a pool', 'a client'])('listens through node-postgres when the database has %s', async (kind) => {
  const { pool, tablePrefix } = ownTables();
  const connect = async (): Promise<DrizzleDatabase> => {
    if (kind === 'a pool') return nodePostgres({ client: pool });
    const client = new Client({ connectionString: POSTGRES });
    await client.connect();
    onTestFinished(() => client.end());
    return nodePostgres({ client });
  };
  const settings = {
    db: await connect(),
    listen: `${POSTGRES}?sslmode=disable&application_name=${tablePrefix}`,
    tablePrefix,
  };
  const [here, there] = [open({ ...settings, autoMigrate: true }), open(settings)];
  const listening = `SELECT pid FROM pg_stat_activity WHERE application_name = '${tablePrefix}'`;
  let hints = 0;
  const stop = await here.watch!(() => (hints += 1));
  await there.set(flag('a'));
  await expect.poll(() => hints).toBe(1);

  // A lost connection is replaced, and calls back for what may have been missed.
  await pool.query(`SELECT pg_terminate_backend(pid) FROM (${listening}) AS found`);
  await expect.poll(() => hints).toBe(2);
  await there.set(flag('b'));
  await expect.poll(() => hints).toBe(3);

  await stop();
  await expect.poll(async () => (await pool.query(listening)).rows).toEqual([]);
});

it('says that `listen` is not possible when no driver can, and polls', async () => {
  const { pool, tablePrefix } = ownTables();
  const db = proxy(async (text, values) => {
    const { rows } = await pool.query<Record<string, unknown>>(text, values);
    return { rows };
  });
  const storage = open({ db, listen: POSTGRES, tablePrefix, autoMigrate: true });
  const flagstaff = createFlagstaff({ storage, pollIntervalMs: 500 });
  onTestFinished(() => flagstaff.close());
  const errors: FlagstaffError[] = [];
  flagstaff.on('error', (error) => errors.push(error));
  await flagstaff.ready();
  await expect.poll(() => errors).toMatchObject([{ code: 'WATCH_UNAVAILABLE' }]);
  expect(errors[0]?.message).toContain('`listen` is not possible');
  await drizzleStorage({ db, tablePrefix }).set(flag('a'));
  await expect.poll(() => flagstaff.snapshot().documents).toMatchObject([{ key: 'a' }]);
});
