// @needs mysql
import { flagstaffTables } from '@flagstaff/drizzle/mysql';
import { afterAll } from 'vitest';
import { conforms, POLLED } from './support/conforms.ts';
import { freshPrefix, mysqlDatabase } from './support/databases.ts';

const database = await mysqlDatabase();
afterAll(() => database.drop());

const TABLES = Object.keys(flagstaffTables());

conforms('drizzle on MariaDB', {
  fresh: () => ({ url: database.url }),
  remove: () => database.query(`DROP TABLE IF EXISTS ${TABLES.map((table) => `flagstaff_${table}`).join(', ')}`),
  skip: POLLED,
});

conforms('drizzle on MariaDB with a prefix', {
  fresh: () => ({ url: database.url.replace('mysql:', 'mariadb:'), tablePrefix: freshPrefix() }),
  repeats: true,
  skip: POLLED,
});
