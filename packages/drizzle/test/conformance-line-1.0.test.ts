// @needs postgres, mysql
import { drizzle as libsql } from 'drizzle-orm-next/libsql';
import { drizzle as mysql2 } from 'drizzle-orm-next/mysql2';
import { drizzle as nodePostgres } from 'drizzle-orm-next/node-postgres';
import { drizzle as pglite } from 'drizzle-orm-next/pglite';
import { drizzle as postgresJs } from 'drizzle-orm-next/postgres-js';
import { drizzle as sqlJs } from 'drizzle-orm-next/sql-js';
import { vi } from 'vitest';
import { conformsOn } from './support/lines.ts';

// An application has one version of Drizzle. With this, the package uses the 1.0 line too.
vi.mock('drizzle-orm', () => import('drizzle-orm-next'));

await conformsOn('drizzle 1.0', { libsql, mysql2, nodePostgres, pglite, postgresJs, sqlJs });
