import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { flagstaffTables } from '@flagstaff/drizzle/pg';
import { MARIADB_PROGRAMS, queryMysql, startMariadb } from '../server/mariadb.ts';
import { POSTGRES_PROGRAMS, queryPostgres, startPostgres } from '../server/postgres.ts';
import { REDIS_PROGRAMS, sendRedis, startRedis } from '../server/redis.ts';
import type { Server } from '../server/server.ts';
import { startFaultProxy, throughProxy } from '../proxy/fault-proxy.ts';
import { querySqld, SQLD_PROGRAMS, startSqld } from '../server/sqld.ts';
import type { StoreSpec } from './spec.ts';

export type BackendName = 'redis' | 'postgres' | 'mariadb' | 'libsql' | 'sqld';

/** A kind of store with its own server to break. `libsql` has none: it is a file. `sqld` is libsql over HTTP. */
export interface BackendKind {
  readonly name: BackendName;
  /** Whether it announces changes. Otherwise it is polled. */
  readonly notifies: boolean;
  /** The required programs: one of each list. */
  readonly programs: readonly (readonly string[])[];
  start(): Promise<Place>;
}

/** The location of stores of one kind for the duration of a test. */
export interface Place {
  /** Undefined when the store is a file. */
  readonly server?: Server;
  /** Creates a store of its own. */
  fresh(): StoreSpec;
  /** Deletes everything of a store without its clients. */
  destroy(spec: StoreSpec): Promise<void>;
  /** Copies a whole store. Resolves to a function that restores it, as from a backup. */
  backup(spec: StoreSpec): Promise<() => Promise<void>>;
  /** Closes the connections of all clients. Resolves to their number. */
  disconnectAll(): Promise<number>;
  dispose(): Promise<void>;
}

/** Settings under which an acknowledged write survives the process that wrote it. */
const DURABLE_REDIS = ['--appendonly', 'yes', '--appendfsync', 'always'];

export const BACKENDS: readonly BackendKind[] = [
  { name: 'redis', notifies: true, programs: REDIS_PROGRAMS, start: startRedisPlace },
  { name: 'postgres', notifies: true, programs: POSTGRES_PROGRAMS, start: startPostgresPlace },
  { name: 'mariadb', notifies: false, programs: MARIADB_PROGRAMS, start: startMariadbPlace },
  { name: 'libsql', notifies: false, programs: [], start: startLibsqlPlace },
  { name: 'sqld', notifies: false, programs: SQLD_PROGRAMS, start: startSqldPlace },
];

let made = 0;

/** A name that is also a valid table prefix. */
function uniqueName(): string {
  made += 1;
  return `t${process.pid}_${made}_`;
}

async function startRedisPlace(): Promise<Place> {
  const server = await startRedis({ args: DURABLE_REDIS });
  return {
    server,
    fresh: () => ({ kind: 'redis', url: server.url, prefix: `${uniqueName()}:` }),
    async destroy() {
      await sendRedis(server.url, 'FLUSHALL');
    },
    async backup() {
      const keys = (await sendRedis(server.url, 'KEYS', '*')) as string[];
      for (const key of keys) await sendRedis(server.url, 'COPY', key, `backup ${key}`, 'REPLACE');
      return async () => {
        for (const key of keys) await sendRedis(server.url, 'COPY', `backup ${key}`, key, 'REPLACE');
      };
    },
    async disconnectAll() {
      let killed = 0;
      // Sequential: each statement spares only its own connection.
      for (const type of ['normal', 'pubsub'])
        killed += Number(await sendRedis(server.url, 'CLIENT', 'KILL', 'TYPE', type));
      return killed;
    },
    dispose: () => server.dispose(),
  };
}

async function startPostgresPlace(): Promise<Place> {
  const server = await startPostgres();
  return {
    server,
    fresh: () => ({ kind: 'drizzle', url: server.url, tablePrefix: uniqueName() }),
    async destroy(spec) {
      const named = `select tablename from pg_tables where tablename like '${pattern(spec)}'`;
      for (const { tablename } of await queryPostgres(server.url, named)) {
        await queryPostgres(server.url, `drop table "${String(tablename)}" cascade`);
      }
    },
    backup: (spec) => backupTables(tablesOf(spec), (statement) => queryPostgres(server.url, statement)),
    async disconnectAll() {
      const others = "pid <> pg_backend_pid() and backend_type = 'client backend'";
      return (await queryPostgres(server.url, `select pg_terminate_backend(pid) from pg_stat_activity where ${others}`))
        .length;
    },
    dispose: () => server.dispose(),
  };
}

async function startMariadbPlace(): Promise<Place> {
  const server = await startMariadb();
  return {
    server,
    fresh: () => ({ kind: 'drizzle', url: server.url, tablePrefix: uniqueName() }),
    async destroy(spec) {
      for (const row of await queryMysql(server.url, `show tables like '${pattern(spec)}'`)) {
        await queryMysql(server.url, `drop table \`${String(Object.values(row)[0])}\``);
      }
    },
    backup: (spec) => backupTables(tablesOf(spec), (statement) => queryMysql(server.url, statement)),
    async disconnectAll() {
      const listed = await queryMysql(
        server.url,
        "select id from information_schema.processlist where id <> connection_id() and command <> 'Daemon'",
      );
      for (const { id } of listed) await queryMysql(server.url, `kill ${String(id)}`).catch(() => undefined);
      return listed.length;
    },
    dispose: () => server.dispose(),
  };
}

async function startLibsqlPlace(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'flagstaff-libsql-'));
  return {
    fresh: () => ({ kind: 'drizzle', url: `file:${join(folder, `${uniqueName()}.db`)}`, tablePrefix: 'flagstaff_' }),
    async destroy(spec) {
      const { createClient } = await import('@libsql/client');
      const client = createClient({ url: spec.url, timeout: 2_000 });
      try {
        const { rows } = await client.execute(
          `select name from sqlite_master where name like '${pattern(spec)}' and type = 'table'`,
        );
        for (const row of rows) await client.execute(`drop table "${row['name'] as string}"`);
      } finally {
        client.close();
      }
    },
    async backup(spec) {
      const { createClient } = await import('@libsql/client');
      return backupTables(tablesOf(spec), async (statement) => {
        const client = createClient({ url: spec.url, timeout: 2_000 });
        try {
          await client.executeMultiple(statement);
        } finally {
          client.close();
        }
      });
    },
    disconnectAll: async () => 0,
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}

async function startSqldPlace(): Promise<Place> {
  const server = await startSqld();
  // The server cannot name or close the connections of its clients.
  const proxy = await startFaultProxy(server.port);
  return {
    server,
    fresh: () => ({ kind: 'drizzle', url: throughProxy(server.url, proxy), tablePrefix: uniqueName() }),
    async destroy(spec) {
      const named = `select name from sqlite_master where name like '${pattern(spec)}' and type = 'table'`;
      for (const { name } of await querySqld(server.url, named)) {
        await querySqld(server.url, `drop table "${String(name)}"`);
      }
    },
    backup: (spec) => backupTables(tablesOf(spec), (statement) => querySqld(server.url, statement)),
    async disconnectAll() {
      const { open } = proxy;
      proxy.cut();
      return open;
    },
    async dispose() {
      await proxy.close();
      await server.dispose();
    },
  };
}

/** The tables that make up a store. */
function tablesOf(spec: StoreSpec): string[] {
  return spec.kind === 'drizzle' ? Object.keys(flagstaffTables()).map((table) => spec.tablePrefix + table) : [];
}

/** Copies tables. Resolves to a function that copies them back, one table at a time. */
async function backupTables(
  tables: readonly string[],
  run: (statement: string) => Promise<unknown>,
): Promise<() => Promise<void>> {
  for (const table of tables) await run(`create table saved_${table} as select * from ${table}`);
  return async () => {
    // The revision comes last: meanwhile a reader sees a newer revision with older documents, never the reverse.
    for (const table of tables.toReversed()) {
      await run(`delete from ${table}`);
      await run(`insert into ${table} select * from saved_${table}`);
    }
  };
}

/** A LIKE pattern for the names of a store's tables. */
function pattern(spec: StoreSpec): string {
  return `${spec.kind === 'drizzle' ? spec.tablePrefix : ''}%`;
}
