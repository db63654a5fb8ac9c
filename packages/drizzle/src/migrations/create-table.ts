import type { Dialect, Tables } from '../dialect.ts';
import { execute, raw } from '../statement.ts';
import type { Raw, Statement } from '../statement.ts';
import { COLUMN_TYPES, TABLES } from '../table-definitions.ts';
import type { ColumnDefinition } from '../table-definitions.ts';

/**
 * Returns the definition of a table, unless it exists.
 *
 * @param end The options of the table. Defaults to none.
 */
export function createTable(
  dialect: Pick<Dialect, 'name'>,
  tables: Tables,
  table: keyof typeof TABLES,
  end: Raw = raw(''),
): Statement {
  const { columns, key, index } = TABLES[table];
  const types = COLUMN_TYPES[dialect.name];
  const parts = columns.map(({ name, kind, isKey }) => `${name} ${types[kind]} NOT NULL${isKey ? ' PRIMARY KEY' : ''}`);
  if (key !== undefined)
    parts.push(`CONSTRAINT ${tables.constraint(key.name)} PRIMARY KEY (${key.columns.join(', ')})`);
  // SQLite names only indexes.
  if (dialect.name !== 'sqlite') {
    for (const { name, unique } of uniqueColumns(table)) {
      parts.push(`CONSTRAINT ${tables.constraint(unique)} UNIQUE (${name})`);
    }
  }
  // Only MySQL defines an index with its table.
  if (dialect.name === 'mysql' && index !== undefined)
    parts.push(`INDEX ${tables.constraint(index.name)} (${index.columns.join(', ')})`);
  return execute`CREATE TABLE IF NOT EXISTS ${tables[table]} (${raw(parts.join(', '))})${end}`;
}

/** Returns the definitions of a table's index that is not unique, for databases that define it on its own. */
export function createIndex(tables: Tables, table: keyof typeof TABLES): Statement[] {
  const { index } = TABLES[table];
  if (index === undefined) return [];
  const columns = index.columns.join(', ');
  return [
    execute`CREATE INDEX IF NOT EXISTS ${raw(tables.constraint(index.name))} ON ${tables[table]} (${raw(columns)})`,
  ];
}

/** Returns the definitions of a table's unique indexes, for SQLite. */
export function createUniqueIndexes(tables: Tables, table: keyof typeof TABLES): Statement[] {
  return uniqueColumns(table).map(
    ({ name, unique }) =>
      execute`CREATE UNIQUE INDEX IF NOT EXISTS ${raw(tables.constraint(unique))} ON ${tables[table]} (${raw(name)})`,
  );
}

function uniqueColumns(table: keyof typeof TABLES): (ColumnDefinition & { readonly unique: string })[] {
  return TABLES[table].columns.flatMap((column) => {
    const { unique } = column;
    return unique === undefined ? [] : [{ ...column, unique }];
  });
}
