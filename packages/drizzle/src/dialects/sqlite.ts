import type { Dialect } from '../dialect.ts';
import { migrateSqlite } from '../migrations/sqlite.ts';
import { raw } from '../statement.ts';
import { changeInTransaction, commitInTransaction } from './transactional.ts';

/** One writer at a time in the whole file, so that nothing else needs a lock. */
export const sqlite: Dialect = {
  name: 'sqlite',
  quote: (identifier) => `"${identifier}"`,
  asText: (column) => raw(`CAST(${column} AS TEXT)`),
  lock: raw(''),
  replace: raw(
    ' ON CONFLICT (id) DO UPDATE SET version = excluded.version, body = excluded.body, deleted = excluded.deleted',
  ),
  insertIfAbsent: { verb: raw('INSERT OR IGNORE'), end: raw('') },
  memberText: raw('member'),
  change: changeInTransaction,
  commit: (driver, tables, order) => commitInTransaction(sqlite)(driver, tables, order),
  migrate: (driver, tables, deadlineMs) => driver.transaction(() => migrateSqlite(tables), deadlineMs),
};
