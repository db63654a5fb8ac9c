import type { DialectName } from './dialect.ts';

/** The kinds of columns. */
type Kind = 'small' | 'count' | 'id' | 'segment' | 'member' | 'instant' | 'text';

/**
 * Column types. Those of MySQL read the same in `information_schema` of MySQL and MariaDB, where `int` is `int(11)`: otherwise
 * `drizzle-kit push` would change them, and truncate the tables for it.
 */
export const COLUMN_TYPES: { readonly [dialect in DialectName]: { readonly [kind in Kind]: string } } = {
  postgres: {
    small: 'integer',
    count: 'bigint',
    id: 'text',
    segment: 'text',
    member: 'text',
    instant: 'text',
    text: 'text',
  },
  mysql: {
    small: 'tinyint(1)',
    count: 'decimal(20,0)',
    id: 'varchar(191)',
    segment: 'varchar(128)',
    member: 'varbinary(1024)',
    instant: 'varchar(40)',
    text: 'longtext',
  },
  sqlite: {
    small: 'integer',
    count: 'integer',
    id: 'text',
    segment: 'text',
    member: 'text',
    instant: 'text',
    text: 'text',
  },
};

/** A column. */
export interface ColumnDefinition {
  readonly name: string;
  readonly kind: Kind;
  /** Whether it is the primary key alone. */
  readonly isKey?: true;
  /** The name of its unique constraint, without the prefix. */
  readonly unique?: string;
}

/** A table, named without its prefix. */
export interface TableDefinition {
  readonly columns: readonly ColumnDefinition[];
  /** A primary key of several columns, and the name of its constraint, without the prefix. */
  readonly key?: { readonly name: string; readonly columns: readonly string[] };
  /** An index that is not unique, and its name without the prefix. */
  readonly index?: { readonly name: string; readonly columns: readonly string[] };
}

/** The tables of a store: the only description, for migrations and for drizzle-kit. */
export const TABLES: {
  readonly [table in 'meta' | 'documents' | 'log' | 'changes' | 'members']: TableDefinition;
} = {
  meta: {
    columns: [
      { name: 'id', kind: 'small', isKey: true },
      { name: 'epoch', kind: 'id' },
      { name: 'number', kind: 'count' },
      { name: 'token', kind: 'id' },
      { name: 'previous', kind: 'id' },
      { name: 'schema_version', kind: 'small' },
    ],
  },
  documents: {
    columns: [
      { name: 'id', kind: 'id', isKey: true },
      { name: 'version', kind: 'count' },
      { name: 'body', kind: 'text' },
      { name: 'deleted', kind: 'small' },
    ],
  },
  log: {
    columns: [
      { name: 'number', kind: 'count', isKey: true },
      { name: 'epoch', kind: 'id' },
      // Constraints have short names of their own: PostgreSQL would truncate those of drizzle-kit after a long prefix.
      { name: 'token', kind: 'id', unique: 'token_unique' },
      { name: 'previous', kind: 'id' },
      { name: 'at', kind: 'instant' },
      { name: 'record', kind: 'text' },
    ],
  },
  // The key is in the order of the log, which is trimmed from its beginning. The index finds the commits of a document.
  changes: {
    columns: [
      { name: 'number', kind: 'count' },
      { name: 'id', kind: 'id' },
    ],
    key: { name: 'changes_number_id', columns: ['number', 'id'] },
    index: { name: 'changes_id_number', columns: ['id', 'number'] },
  },
  members: {
    columns: [
      { name: 'segment', kind: 'segment' },
      { name: 'member', kind: 'member' },
    ],
    // The name that drizzle-kit assumes on MySQL, which keeps none.
    key: { name: 'members_segment_member', columns: ['segment', 'member'] },
  },
};

/** The names of the tables, without their prefix. */
export const TABLE_NAMES: readonly (keyof typeof TABLES)[] = ['meta', 'documents', 'log', 'changes', 'members'];
