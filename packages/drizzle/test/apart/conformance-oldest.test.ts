// @needs postgres, mysql
// Tests the oldest versions in the peer ranges. Of @libsql/client, the oldest is the one that other tests use.
import { drizzle as libsql } from 'drizzle-orm-oldest/libsql';
import { drizzle as mysql2 } from 'drizzle-orm-oldest/mysql2';
import { drizzle as nodePostgres } from 'drizzle-orm-oldest/node-postgres';
import { drizzle as pglite } from 'drizzle-orm-oldest/pglite';
import { drizzle as postgresJs } from 'drizzle-orm-oldest/postgres-js';
import { drizzle as sqlJs } from 'drizzle-orm-oldest/sql-js';
import { afterAll, vi } from 'vitest';
import { conforms, POLLED, sharedTables } from '../support/conforms.ts';
import { mysqlDatabase, postgresDatabase } from '../support/databases.ts';
import { conformsOn } from '../support/lines.ts';

// An application has one version of each. With these, the package uses the oldest too.
vi.mock('drizzle-orm', () => import('drizzle-orm-oldest'));
vi.mock('mysql2', () => import('mysql2-oldest'));
vi.mock('mysql2/promise', () => import('mysql2-oldest/promise'));
vi.mock('postgres', () => import('postgres-oldest'));

/** The whole suite every day: nothing else uses these versions. */
const repeats = { oneIn: 1 };
const [pg, mysql] = [await postgresDatabase(), await mysqlDatabase()];
afterAll(async () => {
  await pg.drop();
  await mysql.drop();
});

conforms('the oldest postgres.js with a URL', { ...sharedTables(pg, { url: pg.url }), repeats });
conforms('the oldest mysql2 with a URL', { ...sharedTables(mysql, { url: mysql.url }), skip: POLLED, repeats });

await conformsOn('the oldest Drizzle', { libsql, mysql2, nodePostgres, pglite, postgresJs, sqlJs });
