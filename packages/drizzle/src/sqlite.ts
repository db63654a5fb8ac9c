// Entry point for an application's own migrations on SQLite and libsql. Docs: README.md
import { customType, index, primaryKey, sqliteTable, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { buildTables, prefixOf } from './table-options.ts';
import type { FlagstaffTables, TableOptions } from './table-options.ts';

/**
 * Defines the tables of a store for drizzle-kit. Export each from your schema file. Only `drizzleStorage` may read and write them.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid.
 * @example
 * export const { meta, documents, log, changes, members } = flagstaffTables({ prefix: 'flagstaff_' });
 */
export function flagstaffTables(options: TableOptions = {}): FlagstaffTables<SQLiteTable> {
  const prefix = prefixOf(options, { prefix: true });
  return buildTables<SQLiteTable>('sqlite', prefix, {
    column: (name, type) => customType<{ data: string }>({ dataType: () => type })(name),
    table: sqliteTable as never,
    primaryKey,
    index,
    // drizzle-kit 1.0 builds a table anew for a constraint, whatever its index.
    uniqueIndex,
  });
}

const tables: FlagstaffTables<SQLiteTable> = flagstaffTables();

/** The table `flagstaff_meta`: one row with the revision. */
export const flagstaffMeta: SQLiteTable = tables.meta;
/** The table `flagstaff_documents`: one row per document, including deleted ones. */
export const flagstaffDocuments: SQLiteTable = tables.documents;
/** The table `flagstaff_log`: one row per commit. */
export const flagstaffLog: SQLiteTable = tables.log;
/** The table `flagstaff_changes`: one row per document that a commit changed. */
export const flagstaffChanges: SQLiteTable = tables.changes;
/** The table `flagstaff_members`: one row per stored member. */
export const flagstaffMembers: SQLiteTable = tables.members;
export type { FlagstaffTables, TableOptions } from './table-options.ts';
