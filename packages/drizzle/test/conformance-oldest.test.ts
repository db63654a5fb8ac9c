// @needs postgres, mysql
// Tests the oldest drivers in the peer ranges. Of @libsql/client, the oldest is the one that other tests use.
import { drizzle as mysql2 } from 'drizzle-orm-oldest/mysql2';
import { drizzle as postgresJs } from 'drizzle-orm-oldest/postgres-js';
import { createPool } from 'mysql2';
import postgres from 'postgres';
import { afterAll, vi } from 'vitest';
import { conforms, POLLED, sharedTables } from './support/conforms.ts';
import { mysqlDatabase, postgresDatabase } from './support/databases.ts';

// An application has one version of each. With these, the package uses the oldest too.
vi.mock('drizzle-orm', () => import('drizzle-orm-oldest'));
vi.mock('mysql2', () => import('mysql2-oldest'));
vi.mock('mysql2/promise', () => import('mysql2-oldest/promise'));
vi.mock('postgres', () => import('postgres-oldest'));

/** The whole suite for each way, every day: nothing else uses these versions. */
const repeats = { oneIn: 1 };
const [pg, mysql] = [await postgresDatabase(), await mysqlDatabase()];
const pool = createPool({ uri: mysql.url });
const client = postgres(pg.url, { onnotice: () => {} });
afterAll(async () => {
  await client.end({ timeout: 1 });
  await pool.promise().end();
  await pg.drop();
  await mysql.drop();
});

conforms('the oldest postgres.js with a URL', { ...sharedTables(pg, { url: pg.url }), repeats });
conforms('the oldest postgres.js with a database', {
  ...sharedTables(pg, { db: postgresJs({ client: client as never }), listen: pg.url }),
  repeats,
});
conforms('the oldest mysql2 with a URL', { ...sharedTables(mysql, { url: mysql.url }), skip: POLLED, repeats });
conforms('the oldest mysql2 with a database', {
  ...sharedTables(mysql, { db: mysql2({ client: pool as never }) }),
  skip: POLLED,
  repeats,
});
