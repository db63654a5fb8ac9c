import { FlagstaffError } from '@flagstaff/core/storage';
import type { Tables } from '../dialect.ts';
import type { Script } from '../script.ts';
import { textIn } from '../rows.ts';
import { execute, list, raw, select } from '../statement.ts';
import { TABLE_NAMES } from '../table-definitions.ts';
import { createTable } from './create-table.ts';

/** Compares ids, tokens and texts byte by byte, whatever the server's default collation is. */
const COLLATION = 'CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';
const OPTIONS = raw(` ENGINE=InnoDB ${COLLATION}`);
const CONVERT = raw(` CONVERT TO ${COLLATION}`);

/** MySQL commits each definition implicitly, so a named lock serializes migrations. A lock name has at most 64 characters. */
export function* migrateMysql(tables: Tables): Script<void> {
  const { meta, log, scope } = tables;
  const name = `migrate:${scope}`.slice(0, 64);
  const [locked] = yield select`SELECT GET_LOCK(${name}, 10) AS locked`;
  if (Number(locked?.['locked']) !== 1) {
    throw new FlagstaffError(
      'STORAGE_TIMEOUT',
      'Another process is migrating the tables and has not finished. Try again.',
    );
  }
  try {
    for (const table of TABLE_NAMES) yield createTable({ name: 'mysql' }, tables, table, OPTIONS);
    // Tables of drizzle-kit have the default collation of the database.
    const names = list(TABLE_NAMES.map((table) => tables.prefix + table));
    const others =
      yield select`SELECT DISTINCT table_name AS name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name IN (${names}) AND collation_name <> 'utf8mb4_bin'`;
    for (const table of TABLE_NAMES) {
      const isOther = others.some(({ name }) => textIn(name) === tables.prefix + table);
      if (isOther) yield execute`ALTER TABLE ${tables[table]}${CONVERT}`;
    }
    yield execute`INSERT IGNORE INTO ${meta} (id, epoch, number, token, previous, schema_version) SELECT 1, '', coalesce(max(number), 0), '', '', 1 FROM ${log}`;
  } finally {
    yield select`SELECT RELEASE_LOCK(${name}) AS released`;
  }
}
