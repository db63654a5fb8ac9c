import type { StorageBackend } from '@flagstaff/core';
import { openStore, queryMysql, queryPostgres, sendRedis } from '@flagstaff/testbed';
import type { StoreSpec } from '@flagstaff/testbed';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const REDIS = process.env['FLAGSTAFF_TEST_REDIS_URL'] ?? 'redis://127.0.0.1:6379';
const POSTGRES = process.env['FLAGSTAFF_TEST_POSTGRES_URL'] ?? 'postgres://postgres:postgres@127.0.0.1:5432/postgres';
const MYSQL = process.env['FLAGSTAFF_TEST_MYSQL_URL'] ?? 'mysql://root@127.0.0.1:3306/mysql';

const TABLES = ['meta', 'documents', 'log', 'members'];

const unique = (): string => `t${crypto.randomUUID().replaceAll('-', '').slice(0, 16)}_`;

/** Connects to a store. Resolves to undefined for the client's own memory. */
export type Connect = () => Promise<StorageBackend | undefined>;

/** Creates a store of its own. Removed when the test ends. */
type CreateStore = () => Promise<Connect>;

function connector(spec: StoreSpec, remove: () => Promise<unknown>): Connect {
  // Hooks run in reverse: the clients close their connections first.
  onTestFinished(async () => {
    await remove();
  });
  return () => openStore(spec);
}

/** Every kind of store. */
export const STORES: readonly (readonly [name: string, create: CreateStore])[] = [
  ['memory', async () => async () => undefined],
  [
    'SQLite',
    async () => {
      const path = join(tmpdir(), `flagstaff-admin-${unique()}.db`);
      return connector({ kind: 'drizzle', url: `file:${path}`, tablePrefix: 'flagstaff_' }, () =>
        rm(path, { force: true }),
      );
    },
  ],
  [
    'Redis',
    async () => {
      const prefix = `${unique()}:`;
      return connector({ kind: 'redis', url: REDIS, prefix }, () =>
        sendRedis(REDIS, 'DEL', `{${prefix}}data`, `{${prefix}}log`),
      );
    },
  ],
  [
    'PostgreSQL',
    async () => {
      const tablePrefix = unique();
      return connector({ kind: 'drizzle', url: POSTGRES, tablePrefix }, async () => {
        for (const table of TABLES)
          await queryPostgres(POSTGRES, `drop table if exists "${tablePrefix}${table}" cascade`);
      });
    },
  ],
  [
    'MariaDB',
    async () => {
      const database = `flagstaff_${unique()}`;
      await queryMysql(MYSQL, `create database ${database}`);
      const url = new URL(MYSQL);
      url.pathname = `/${database}`;
      return connector({ kind: 'drizzle', url: url.href, tablePrefix: 'flagstaff_' }, () =>
        queryMysql(MYSQL, `drop database ${database}`),
      );
    },
  ],
];
