// @needs postgres, mysql
import { drizzle as libsql } from 'drizzle-orm-next/libsql';
import { drizzle as mysql2 } from 'drizzle-orm-next/mysql2';
import { drizzle as nodePostgres } from 'drizzle-orm-next/node-postgres';
import { drizzle as pglite } from 'drizzle-orm-next/pglite';
import { drizzle as postgresJs } from 'drizzle-orm-next/postgres-js';
import { drizzle as sqlJs } from 'drizzle-orm-next/sql-js';
import { getTableConfig } from 'drizzle-orm-next/mysql-core';
import { flagstaffTables } from '@flagstaff/drizzle/mysql';
import { expect, it, vi } from 'vitest';
import { conformsOn } from '../support/lines.ts';

// An application has one version of Drizzle. With this, the package uses the 1.0 line too.
vi.mock('drizzle-orm', () => import('drizzle-orm-next'));
vi.mock('drizzle-orm/mysql-core', () => import('drizzle-orm-next/mysql-core'));

await conformsOn('drizzle 1.0', { libsql, mysql2, nodePostgres, pglite, postgresJs, sqlJs });

it('describes the collation of text on MySQL, which drizzle-kit 1.0 would change otherwise', () => {
  const columns = Object.values(flagstaffTables()).flatMap((table) => getTableConfig(table as never).columns);
  const texts = columns.filter((column) => /char|text/.test(column.getSQLType()));
  expect(texts).toHaveLength(12);
  for (const text of texts) expect(text).toMatchObject({ charSet: 'utf8mb4', collation: 'utf8mb4_bin' });
});
