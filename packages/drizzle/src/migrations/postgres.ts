import type { Tables } from '../dialect.ts';
import { execute, raw } from '../statement.ts';
import type { Statement } from '../statement.ts';
import { TABLE_NAMES } from '../table-definitions.ts';
import { createIndex, createTable } from './create-table.ts';

/**
 * One statement, so one transaction. It takes a lock because concurrent CREATE TABLE IF NOT EXISTS statements can fail. The
 * application creates the schema itself.
 */
export function migratePostgres(tables: Tables): Statement {
  const { meta, log, scope } = tables;
  const definitions = TABLE_NAMES.flatMap((table) => [
    createTable({ name: 'postgres' }, tables, table),
    ...createIndex(tables, table),
  ]).reduce(
    (before, definition) => execute`${before}${definition};
`,
    execute``,
  );
  return execute`DO $flagstaff$ BEGIN
PERFORM pg_advisory_xact_lock(hashtextextended('flagstaff:${raw(scope)}', 0));
${definitions}INSERT INTO ${meta} (id, epoch, number, token, previous, schema_version) SELECT 1, '', coalesce(max(number), 0), '', '', 1 FROM ${log} ON CONFLICT (id) DO NOTHING;
END $flagstaff$`;
}
