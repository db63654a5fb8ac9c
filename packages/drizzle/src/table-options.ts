import { readOptions } from '@flagstaff/core/storage';
import type { OptionNames } from '@flagstaff/core/storage';
import type { DialectName } from './dialect.ts';
import { parseIdentifier } from './options.ts';
import { COLUMN_TYPES, TABLE_NAMES, TABLES } from './table-definitions.ts';

/** The names of the tables. */
export interface TableOptions {
  /** The prefix of table names, as `tablePrefix` of `drizzleStorage`. Defaults to `flagstaff_`. */
  readonly prefix?: string | undefined;
}

/** Validates the prefix. @throws {FlagstaffError} INVALID_OPTIONS when it is not an identifier. */
export function prefixOf<T extends TableOptions>(options: T, names: OptionNames<T>): string {
  const { prefix = 'flagstaff_' } = readOptions('flagstaffTables: the options', options, names);
  return parseIdentifier('prefix', prefix);
}

/** The tables of a store. */
export interface FlagstaffTables<T> {
  /** One row with the revision. */
  readonly meta: T;
  /** One row per document, including deleted ones, whose versions continue. */
  readonly documents: T;
  /** One row per commit, with its changes. */
  readonly log: T;
  /** One row per document that a commit changed. */
  readonly changes: T;
  /** One row per stored member of a segment. */
  readonly members: T;
}

/** The functions of a dialect of Drizzle. Their types depend on each column, which the tables' own type does not expose. */
export interface TableBuilders {
  /** Creates a column of a SQL type. */
  column(name: string, type: string): unknown;
  table(name: string, columns: never, constraints: (own: never) => never): unknown;
  primaryKey(key: never): unknown;
  index(name: string): { on(...columns: never): unknown };
  /** Creates a unique index, where constraints have no names. Omit it where they have. */
  uniqueIndex?(name: string): { on(...columns: never): unknown };
}

interface ColumnBuilder {
  notNull(): ColumnBuilder;
  primaryKey(): ColumnBuilder;
  unique(name: string): ColumnBuilder;
}

/** Builds the tables of a store from their description. */
export function buildTables<T>(dialect: DialectName, prefix: string, builders: TableBuilders): FlagstaffTables<T> {
  const build = (table: keyof typeof TABLES): T => {
    const { columns, key, index } = TABLES[table];
    const built = columns.map(({ name, kind, isKey, unique }) => {
      let column = (builders.column(name, COLUMN_TYPES[dialect][kind]) as ColumnBuilder).notNull();
      if (isKey === true) column = column.primaryKey();
      if (unique !== undefined && builders.uniqueIndex === undefined) column = column.unique(prefix + unique);
      return [name, column] as const;
    });
    const constraints = (own: Readonly<Record<string, unknown>>): readonly unknown[] => {
      const named = (names: readonly string[]): readonly unknown[] => names.map((name) => own[name]);
      const made: unknown[] = [];
      if (key !== undefined) {
        made.push(builders.primaryKey({ name: prefix + key.name, columns: named(key.columns) } as never));
      }
      if (index !== undefined) {
        const builder = builders.index(prefix + index.name);
        made.push(Reflect.apply(builder.on, builder, named(index.columns) as never));
      }
      for (const { name, unique } of columns) {
        if (unique === undefined || builders.uniqueIndex === undefined) continue;
        const builder = builders.uniqueIndex(prefix + unique);
        made.push(Reflect.apply(builder.on, builder, named([name]) as never));
      }
      return made;
    };
    return builders.table(prefix + table, Object.fromEntries(built) as never, constraints as never) as T;
  };
  return Object.fromEntries(TABLE_NAMES.map((table) => [table, build(table)])) as unknown as FlagstaffTables<T>;
}
