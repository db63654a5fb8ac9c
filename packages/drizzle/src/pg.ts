// Entry point for an application's own migrations on PostgreSQL. Docs: README.md
import { customType, index, pgSchema, pgTable, primaryKey } from 'drizzle-orm/pg-core';
import type { PgTable } from 'drizzle-orm/pg-core';
import { parseIdentifier } from './options.ts';
import { buildTables, prefixOf } from './table-options.ts';
import type { FlagstaffTables, TableOptions } from './table-options.ts';

export interface PostgresTableOptions extends TableOptions {
  /** As `schema` of `drizzleStorage`. Defaults to the connection's `search_path`. */
  readonly schema?: string | undefined;
}

/**
 * Defines the tables of a store for drizzle-kit. Export each from your schema file. Only `drizzleStorage` may read and write them.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid.
 * @example
 * export const { meta, documents, log, changes, members } = flagstaffTables({ prefix: 'flagstaff_' });
 */
export function flagstaffTables(options: PostgresTableOptions = {}): FlagstaffTables<PgTable> {
  const prefix = prefixOf(options, { prefix: true, schema: true });
  // The two differ only in a type parameter, which the tables' own type does not expose.
  const table =
    options.schema === undefined
      ? pgTable
      : (pgSchema(parseIdentifier('schema', options.schema)).table as unknown as typeof pgTable);
  return buildTables<PgTable>('postgres', prefix, {
    column: (name, type) => customType<{ data: string }>({ dataType: () => type })(name),
    table: table as never,
    primaryKey,
    index,
  });
}

const tables: FlagstaffTables<PgTable> = flagstaffTables();

/** The table `flagstaff_meta`: one row with the revision. */
export const flagstaffMeta: PgTable = tables.meta;
/** The table `flagstaff_documents`: one row per document, including deleted ones. */
export const flagstaffDocuments: PgTable = tables.documents;
/** The table `flagstaff_log`: one row per commit. */
export const flagstaffLog: PgTable = tables.log;
/** The table `flagstaff_changes`: one row per document that a commit changed. */
export const flagstaffChanges: PgTable = tables.changes;
/** The table `flagstaff_members`: one row per stored member. */
export const flagstaffMembers: PgTable = tables.members;
export type { FlagstaffTables, TableOptions } from './table-options.ts';
