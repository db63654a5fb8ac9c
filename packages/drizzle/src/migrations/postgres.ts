import type { Tables } from '../dialect.ts';
import { execute, raw } from '../statement.ts';
import type { Statement } from '../statement.ts';
import { createTable } from './create-table.ts';

/**
 * One statement, so one transaction. It takes a lock because concurrent CREATE TABLE IF NOT EXISTS statements can fail. The
 * application creates the schema itself.
 */
export function migratePostgres(tables: Tables): Statement {
  const { meta, log, scope } = tables;
  const create = (table: Parameters<typeof createTable>[2]): Statement =>
    createTable({ name: 'postgres' }, tables, table);
  return execute`DO $flagstaff$ BEGIN
PERFORM pg_advisory_xact_lock(hashtextextended('flagstaff:${raw(scope)}', 0));
${create('meta')};
${create('documents')};
${create('log')};
${create('members')};
INSERT INTO ${meta} (id, epoch, number, token, previous, schema_version) SELECT 1, '', coalesce(max(number), 0), '', '', 1 FROM ${log} ON CONFLICT (id) DO NOTHING;
END $flagstaff$`;
}
