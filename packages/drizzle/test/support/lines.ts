import { afterAll } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { conforms, POLLED, sharedTables } from './conforms.ts';
import type { Stores } from './conforms.ts';
import { mysqlDatabase, postgresDatabase } from './databases.ts';
import { onLibsql, onMysql2, onNodePostgres, onPglite, onPostgresJs, onSqlJs } from './drizzle-databases.ts';
import type { ApplicationDatabase, Line } from './drizzle-databases.ts';

/** Runs the conformance suite over an application's own database of every driver, on one release line of Drizzle. */
export async function conformsOn(title: string, line: Line): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'flagstaff-drizzle-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const [pg, mysql] = [await postgresDatabase(), await mysqlDatabase()];
  const databases: ApplicationDatabase[] = [];
  afterAll(async () => {
    for (const database of databases) await database.close();
    await pg.drop();
    await mysql.drop();
  });
  const keep = <T extends ApplicationDatabase>(database: T): T => {
    databases.push(database);
    return database;
  };

  const pglite = keep(await onPglite(line));
  const postgresJs = keep(onPostgresJs(line, pg.url));
  const nodePostgres = keep(onNodePostgres(line, pg.url));
  const mysql2 = keep(onMysql2(line, mysql.url));
  const sqlJs = keep(await onSqlJs(line));
  const libsql = keep(onLibsql(line, `file:${join(folder, 'flags.db')}`));
  const ways: readonly [driver: string, stores: Stores][] = [
    ['PGlite', { ...sharedTables(pglite, { db: pglite.db }), skip: POLLED }],
    ['postgres.js', sharedTables(pg, { db: postgresJs.db, listen: pg.url })],
    ['node-postgres', sharedTables(pg, { db: nodePostgres.db, listen: pg.url })],
    ['mysql2', { ...sharedTables(mysql, { db: mysql2.db }), skip: POLLED }],
    ['sql.js', { ...sharedTables(sqlJs, { db: sqlJs.db }), skip: POLLED }],
    ['libsql', { ...sharedTables(libsql, { db: libsql.db }), skip: POLLED }],
  ];
  // No other test uses this version, so more than the usual share.
  for (const [driver, stores] of ways) conforms(`${title} with ${driver}`, { ...stores, repeats: { oneIn: 2 } });
}
