// @needs postgres
import { flagstaffTables } from '@flagstaff/drizzle/pg';
import { afterAll } from 'vitest';
import { conforms } from './support/conforms.ts';
import { freshPrefix, postgresDatabase } from './support/databases.ts';

const database = await postgresDatabase();
afterAll(() => database.drop());
await database.query('CREATE SCHEMA flags');

const TABLES = Object.keys(flagstaffTables());

conforms('drizzle on PostgreSQL', {
  fresh: () => ({ url: database.url }),
  remove: () => database.query(`DROP TABLE IF EXISTS ${TABLES.map((table) => `flagstaff_${table}`).join(', ')}`),
});

conforms('drizzle on PostgreSQL with a prefix and a schema', {
  fresh: () => ({ url: database.url, tablePrefix: freshPrefix(), schema: 'flags' }),
});
