import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StorageBackend } from '@flagstaff/core';
import { queryMysql } from '../server/mariadb.ts';
import { queryPostgres } from '../server/postgres.ts';
import { removeRedisStore } from '../server/redis.ts';
import { openStore } from './spec.ts';
import type { StoreSpec } from './spec.ts';

const REDIS = process.env['FLAGSTAFF_TEST_REDIS_URL'] ?? 'redis://127.0.0.1:6379';
const POSTGRES = process.env['FLAGSTAFF_TEST_POSTGRES_URL'] ?? 'postgres://postgres:postgres@127.0.0.1:5432/postgres';
const MYSQL = process.env['FLAGSTAFF_TEST_MYSQL_URL'] ?? 'mysql://root@127.0.0.1:3306/mysql';

const TABLES = ['meta', 'documents', 'log', 'changes', 'members'];

const unique = (): string => `t${crypto.randomUUID().replaceAll('-', '').slice(0, 16)}_`;

/** Connects to a store. */
export type ConnectStore = () => Promise<StorageBackend>;

/** Creates a store of its own, on a server that runs. Its connections report how to remove it. */
export type CreateStore = (atEnd: AtEnd) => Promise<ConnectStore>;

/** Registers what happens when the test ends. */
type AtEnd = (end: () => Promise<void>) => void;

function connector(spec: StoreSpec, atEnd: AtEnd, remove: () => Promise<unknown>): ConnectStore {
  // Hooks run in reverse: the clients close their connections first.
  atEnd(async () => {
    await remove();
  });
  return () => openStore(spec);
}

/** Every kind of store that runs beside the tests. */
export const RUNNING_STORES: readonly (readonly [name: string, create: CreateStore])[] = [
  [
    'SQLite',
    async (atEnd) => {
      // A folder: SQLite has files beside that of the database.
      const folder = await mkdtemp(join(tmpdir(), 'flagstaff-test-'));
      const url = `file:${join(folder, 'flags.db')}`;
      return connector({ kind: 'drizzle', url, tablePrefix: 'flagstaff_' }, atEnd, () =>
        rm(folder, { recursive: true, force: true }),
      );
    },
  ],
  [
    'Redis',
    async (atEnd) => {
      const prefix = `${unique()}:`;
      return connector({ kind: 'redis', url: REDIS, prefix }, atEnd, () => removeRedisStore(REDIS, prefix));
    },
  ],
  [
    'PostgreSQL',
    async (atEnd) => {
      const tablePrefix = unique();
      return connector({ kind: 'drizzle', url: POSTGRES, tablePrefix }, atEnd, async () => {
        for (const table of TABLES)
          await queryPostgres(POSTGRES, `drop table if exists "${tablePrefix}${table}" cascade`);
      });
    },
  ],
  [
    'MariaDB',
    async (atEnd) => {
      const database = `flagstaff_${unique()}`;
      await queryMysql(MYSQL, `create database ${database}`);
      const url = new URL(MYSQL);
      url.pathname = `/${database}`;
      return connector({ kind: 'drizzle', url: url.href, tablePrefix: 'flagstaff_' }, atEnd, () =>
        queryMysql(MYSQL, `drop database ${database}`),
      );
    },
  ],
];
