// Entry point for an application's own migrations on MySQL and MariaDB. Docs: README.md
import { customType, index, longtext, mysqlTable, primaryKey, varchar } from 'drizzle-orm/mysql-core';
import type { MySqlTable } from 'drizzle-orm/mysql-core';
import { buildTables, prefixOf } from './table-options.ts';
import type { FlagstaffTables, TableOptions } from './table-options.ts';

/**
 * Defines the tables of a store for drizzle-kit. Export each from your schema file. Only `drizzleStorage` may read and write them.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid.
 * @example
 * export const { meta, documents, log, changes, members } = flagstaffTables({ prefix: 'flagstaff_' });
 */
export function flagstaffTables(options: TableOptions = {}): FlagstaffTables<MySqlTable> {
  const prefix = prefixOf(options, { prefix: true });
  return buildTables<MySqlTable>('mysql', prefix, {
    column(name, type) {
      const length = /^varchar\((\d+)\)$/.exec(type)?.[1];
      if (length !== undefined) return inBinary(varchar(name, { length: Number(length) }));
      if (type === 'longtext') return inBinary(longtext(name));
      return customType<{ data: string }>({ dataType: () => type })(name);
    },
    table: mysqlTable as never,
    primaryKey,
    index,
  });
}

/** What Drizzle 1.0 adds to columns of text. Without it, its drizzle-kit would change their collation to the database's. */
interface Collated {
  charSet(name: string): Collated;
  collate(name: string): unknown;
}

function inBinary(column: object): unknown {
  return 'charSet' in column ? (column as Collated).charSet('utf8mb4').collate('utf8mb4_bin') : column;
}

const tables: FlagstaffTables<MySqlTable> = flagstaffTables();

/** The table `flagstaff_meta`: one row with the revision. */
export const flagstaffMeta: MySqlTable = tables.meta;
/** The table `flagstaff_documents`: one row per document, including deleted ones. */
export const flagstaffDocuments: MySqlTable = tables.documents;
/** The table `flagstaff_log`: one row per commit. */
export const flagstaffLog: MySqlTable = tables.log;
/** The table `flagstaff_changes`: one row per document that a commit changed. */
export const flagstaffChanges: MySqlTable = tables.changes;
/** The table `flagstaff_members`: one row per stored member. */
export const flagstaffMembers: MySqlTable = tables.members;
export type { FlagstaffTables, TableOptions } from './table-options.ts';
