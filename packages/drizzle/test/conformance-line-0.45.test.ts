// @needs postgres, mysql
import { drizzle as libsql } from 'drizzle-orm/libsql';
import { drizzle as mysql2 } from 'drizzle-orm/mysql2';
import { drizzle as nodePostgres } from 'drizzle-orm/node-postgres';
import { drizzle as pglite } from 'drizzle-orm/pglite';
import { drizzle as postgresJs } from 'drizzle-orm/postgres-js';
import { drizzle as sqlJs } from 'drizzle-orm/sql-js';
import { conformsOn } from './support/lines.ts';

await conformsOn('drizzle 0.45', { libsql, mysql2, nodePostgres, pglite, postgresJs, sqlJs });
