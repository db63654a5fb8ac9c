import type { Dialect } from '../dialect.ts';
import { migrateSqlite } from '../migrations/sqlite.ts';
import { raw, select } from '../statement.ts';
import { changeInTransaction, commitInTransaction } from './transactional.ts';

/** SQLite allows one writer per file, so nothing else needs a lock. */
export const sqlite: Dialect = {
  name: 'sqlite',
  now: raw("(julianday('now') - 2440587.5) * 86400000.0"),
  quote: (identifier) => `"${identifier}"`,
  // A column holds any type. Drivers fail on numbers beyond 2^53, and libsql ends the process on text that is not UTF-8.
  columns: {
    number: (column) => raw(`CASE WHEN typeof(${column}) = 'integer' THEN CAST(${column} AS TEXT) END`),
    text: (column) => raw(`CAST(${column} AS BLOB)`),
    isText: (column) => raw(`typeof(${column}) = 'text'`),
  },
  // A page is read in one turn of the event loop, or is one answer over HTTP, whose length is limited.
  pageRows: 1_000,
  lock: raw(''),
  replace: raw(
    ' ON CONFLICT (id) DO UPDATE SET version = excluded.version, body = excluded.body, deleted = excluded.deleted',
  ),
  insertIfAbsent: { verb: raw('INSERT OR IGNORE'), end: raw('') },
  memberText: raw('CAST(member AS BLOB)'),
  recordBytes: raw('length(CAST(record AS BLOB))'),
  recordContains: (text) => select`instr(record, ${text}) > 0`,
  change: changeInTransaction,
  commit: (driver, tables, order) => commitInTransaction(sqlite)(driver, tables, order),
  migrate: (driver, tables, deadlineMs) => driver.transaction(() => migrateSqlite(tables), deadlineMs),
};
