// Entry point for an application's own migrations on SQLite and libsql. Docs: README.md
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { prefixOf } from './table-options.ts';
import type { FlagstaffTables, TableOptions } from './table-options.ts';

/**
 * Defines the tables of a store for drizzle-kit. Export each from your schema file. Only `drizzleStorage` may read and write them.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid.
 * @example
 * export const { meta, documents, log, members } = flagstaffTables({ prefix: 'flagstaff_' });
 */
export function flagstaffTables(options: TableOptions = {}): FlagstaffTables<SQLiteTable> {
  const prefix = prefixOf(options, { prefix: true });
  return {
    meta: sqliteTable(`${prefix}meta`, {
      id: integer('id').primaryKey().notNull(),
      epoch: text('epoch').notNull(),
      number: integer('number').notNull(),
      token: text('token').notNull(),
      previous: text('previous').notNull(),
      schemaVersion: integer('schema_version').notNull(),
    }),
    documents: sqliteTable(`${prefix}documents`, {
      id: text('id').primaryKey().notNull(),
      version: integer('version').notNull(),
      body: text('body').notNull(),
      deleted: integer('deleted').notNull(),
    }),
    log: sqliteTable(`${prefix}log`, {
      number: integer('number').primaryKey().notNull(),
      epoch: text('epoch').notNull(),
      token: text('token').notNull().unique(),
      previous: text('previous'),
      at: text('at').notNull(),
      record: text('record').notNull(),
    }),
    members: sqliteTable(
      `${prefix}members`,
      { segment: text('segment').notNull(), member: text('member').notNull() },
      ({ segment, member }) => [primaryKey({ columns: [segment, member] })],
    ),
  };
}

const tables: FlagstaffTables<SQLiteTable> = flagstaffTables();

/** The table `flagstaff_meta`: one row with the revision. */
export const flagstaffMeta: SQLiteTable = tables.meta;
/** The table `flagstaff_documents`: one row per document, including deleted ones. */
export const flagstaffDocuments: SQLiteTable = tables.documents;
/** The table `flagstaff_log`: one row per commit. */
export const flagstaffLog: SQLiteTable = tables.log;
/** The table `flagstaff_members`: one row per stored member. */
export const flagstaffMembers: SQLiteTable = tables.members;
export type { FlagstaffTables, TableOptions } from './table-options.ts';
