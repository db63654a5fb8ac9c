// @needs postgres
import { afterAll } from 'vitest';
import { conforms, sharedTables } from './support/conforms.ts';
import { postgresDatabase } from './support/databases.ts';

const database = await postgresDatabase();
afterAll(() => database.drop());
await database.query('CREATE SCHEMA flags');

conforms('drizzle on PostgreSQL', sharedTables(database, { url: database.url }));

conforms('drizzle on PostgreSQL in a schema', {
  ...sharedTables(database, { url: database.url, schema: 'flags' }),
  repeats: { oneIn: 5 },
});

// Literals mean something else here, and the server knows no characters beyond ASCII.
const old = await postgresDatabase("ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
afterAll(() => old.drop());
const settings = ['standard_conforming_strings = off', 'escape_string_warning = off'];
for (const setting of settings)
  await old.query(`DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET ${setting}', current_database()); END $$`);

conforms('drizzle on PostgreSQL with SQL_ASCII and without standard strings', {
  ...sharedTables(old, { url: old.url }),
  repeats: { oneIn: 5 },
});
