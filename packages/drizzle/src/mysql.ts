// Entry point for an application's own migrations on MySQL and MariaDB. Docs: README.md
import { bigint, customType, int, mysqlTable, primaryKey, varbinary } from 'drizzle-orm/mysql-core';
import type { MySqlTable } from 'drizzle-orm/mysql-core';
import { prefixOf } from './table-options.ts';
import type { FlagstaffTables, TableOptions } from './table-options.ts';

/** Compares ids, tokens and texts byte by byte, whatever the server's default collation is. */
const exact = customType<{ data: string; config: { readonly type: string } }>({
  dataType: (config) => `${config?.type ?? 'longtext'} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
});

/**
 * Defines the tables of a store for drizzle-kit. Export each from your schema file. Only `drizzleStorage` may read and write them.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid.
 * @example
 * export const { meta, documents, log, members } = flagstaffTables({ prefix: 'flagstaff_' });
 */
export function flagstaffTables(options: TableOptions = {}): FlagstaffTables<MySqlTable> {
  const prefix = prefixOf(options, { prefix: true });
  const name = { type: 'varchar(191)' };
  return {
    meta: mysqlTable(`${prefix}meta`, {
      id: int('id').primaryKey(),
      epoch: exact('epoch', name).notNull(),
      number: bigint('number', { mode: 'number' }).notNull(),
      token: exact('token', name).notNull(),
      previous: exact('previous', name).notNull(),
      schemaVersion: int('schema_version').notNull(),
    }),
    documents: mysqlTable(`${prefix}documents`, {
      id: exact('id', name).primaryKey(),
      version: bigint('version', { mode: 'number' }).notNull(),
      body: exact('body', { type: 'longtext' }).notNull(),
      deleted: int('deleted').notNull(),
    }),
    log: mysqlTable(`${prefix}log`, {
      number: bigint('number', { mode: 'number' }).primaryKey(),
      epoch: exact('epoch', name).notNull(),
      token: exact('token', name).notNull().unique(),
      previous: exact('previous', name),
      at: exact('at', { type: 'varchar(40)' }).notNull(),
      record: exact('record', { type: 'longtext' }).notNull(),
    }),
    members: mysqlTable(
      `${prefix}members`,
      {
        segment: exact('segment', { type: 'varchar(128)' }).notNull(),
        member: varbinary('member', { length: 1_024 }).notNull(),
      },
      ({ segment, member }) => [primaryKey({ columns: [segment, member] })],
    ),
  };
}

const tables: FlagstaffTables<MySqlTable> = flagstaffTables();

/** The table `flagstaff_meta`: one row with the revision. */
export const flagstaffMeta: MySqlTable = tables.meta;
/** The table `flagstaff_documents`: one row per document, including deleted ones. */
export const flagstaffDocuments: MySqlTable = tables.documents;
/** The table `flagstaff_log`: one row per commit. */
export const flagstaffLog: MySqlTable = tables.log;
/** The table `flagstaff_members`: one row per stored member. */
export const flagstaffMembers: MySqlTable = tables.members;
export type { FlagstaffTables, TableOptions } from './table-options.ts';
