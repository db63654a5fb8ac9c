// @needs mysql
import { afterAll } from 'vitest';
import { conforms, POLLED, sharedTables } from './support/conforms.ts';
import { mysqlDatabase } from './support/databases.ts';

const database = await mysqlDatabase();
afterAll(() => database.drop());

conforms('drizzle on MariaDB', {
  ...sharedTables(database, { url: database.url }),
  skip: POLLED,
});

conforms('drizzle on MariaDB by a mariadb: URL', {
  ...sharedTables(database, { url: database.url.replace('mysql:', 'mariadb:') }),
  repeats: { oneIn: 5 },
  skip: POLLED,
});
