import { PGlite } from '@electric-sql/pglite';
import { createClient } from '@libsql/client';
import type { DrizzleDatabase } from '@flagstaff/drizzle';
import { createPool } from 'mysql2';
import { Pool } from 'pg';
import postgres from 'postgres';
import initSqlJs from 'sql.js';
import { endPool } from './end-pool.ts';

/** An application's Drizzle database, and how to close it. */
export interface ApplicationDatabase {
  readonly db: DrizzleDatabase;
  close(): Promise<void>;
}

/** A database in this process. */
export interface LocalDatabase extends ApplicationDatabase {
  /** Runs statements outside the storage. */
  query(statements: string): Promise<unknown>;
}

/** The `drizzle` functions of one release line of Drizzle. */
export interface Line {
  readonly libsql: (options: { client: never }) => DrizzleDatabase;
  readonly mysql2: (options: { client: never }) => DrizzleDatabase;
  readonly nodePostgres: (options: { client: never }) => DrizzleDatabase;
  readonly pglite: (options: { client: never }) => DrizzleDatabase;
  readonly postgresJs: (options: { client: never }) => DrizzleDatabase;
  readonly sqlJs: (client: never) => DrizzleDatabase;
}

export function onLibsql({ libsql }: Line, url: string): LocalDatabase {
  const client = createClient({ url });
  return {
    db: libsql({ client: client as never }),
    query: (statements) => client.executeMultiple(statements),
    close: async () => client.close(),
  };
}

export function onMysql2({ mysql2 }: Line, uri: string): ApplicationDatabase {
  const pool = createPool({ uri });
  return { db: mysql2({ client: pool as never }), close: () => pool.promise().end() };
}

export function onNodePostgres({ nodePostgres }: Line, connectionString: string): ApplicationDatabase {
  const pool = new Pool({ connectionString });
  return { db: nodePostgres({ client: pool as never }), close: () => endPool(pool) };
}

export function onPostgresJs({ postgresJs }: Line, url: string): ApplicationDatabase {
  const client = postgres(url, { onnotice: () => {} });
  return { db: postgresJs({ client: client as never }), close: () => client.end({ timeout: 1 }) };
}

export async function onPglite({ pglite }: Line): Promise<LocalDatabase> {
  const client = await PGlite.create();
  return {
    db: pglite({ client: client as never }),
    query: (statements) => client.exec(statements),
    close: () => client.close(),
  };
}

/** SQLite in memory with a synchronous driver, better-sqlite3. */
export async function onSqlJs({ sqlJs }: Line): Promise<LocalDatabase> {
  const { Database } = await initSqlJs();
  const client = new Database();
  return {
    db: sqlJs(client as never),
    query: async (statements) => client.exec(statements),
    close: async () => client.close(),
  };
}
