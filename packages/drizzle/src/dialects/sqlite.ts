import type { Dialect } from '../dialect.ts';
import { migrateSqlite } from '../migrations/sqlite.ts';
import { raw, select } from '../statement.ts';
import { changeInTransaction, commitInTransaction } from './transactional.ts';

/** One writer at a time in the whole file, so that nothing else needs a lock. */
export const sqlite: Dialect = {
  name: 'sqlite',
  now: raw("(julianday('now') - 2440587.5) * 86400000.0"),
  quote: (identifier) => `"${identifier}"`,
  lock: raw(''),
  replace: raw(
    ' ON CONFLICT (id) DO UPDATE SET version = excluded.version, body = excluded.body, deleted = excluded.deleted',
  ),
  insertIfAbsent: { verb: raw('INSERT OR IGNORE'), end: raw('') },
  memberText: raw('member'),
  recordBytes: raw('length(CAST(record AS BLOB))'),
  recordContains: (text) => select`instr(record, ${text}) > 0`,
  change: changeInTransaction,
  commit: (driver, tables, order) => commitInTransaction(sqlite)(driver, tables, order),
  migrate: (driver, tables, deadlineMs) => driver.transaction(() => migrateSqlite(tables), deadlineMs),
};
