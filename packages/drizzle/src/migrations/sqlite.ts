import type { Tables } from '../dialect.ts';
import type { Script } from '../script.ts';
import { execute } from '../statement.ts';
import { TABLE_NAMES } from '../table-definitions.ts';
import { createIndex, createTable, createUniqueIndexes } from './create-table.ts';

/** Definitions are transactional, and one transaction writes at a time. */
export function* migrateSqlite(tables: Tables): Script<void> {
  for (const table of TABLE_NAMES) {
    yield createTable({ name: 'sqlite' }, tables, table);
    for (const index of [...createUniqueIndexes(tables, table), ...createIndex(tables, table)]) yield index;
  }
  const { meta, log } = tables;
  yield execute`INSERT OR IGNORE INTO ${meta} (id, epoch, number, token, previous, schema_version) SELECT 1, '', coalesce(max(number), 0), '', '', 1 FROM ${log} WHERE 1 = 1`;
}
