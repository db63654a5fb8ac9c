import type { Dialect } from '../dialect.ts';
import { migrateMysql } from '../migrations/mysql.ts';
import { raw, select } from '../statement.ts';
import { changeInTransaction, commitInTransaction } from './transactional.ts';

export const mysql: Dialect = {
  name: 'mysql',
  now: raw('UNIX_TIMESTAMP(NOW(3)) * 1000'),
  quote: (identifier) => `\`${identifier}\``,
  columns: { number: raw, text: raw, isText: () => raw('1 = 1') },
  pageRows: 2_500,
  lock: raw(' FOR UPDATE'),
  latest: raw(' FOR UPDATE'),
  replace: raw(' ON DUPLICATE KEY UPDATE version = VALUES(version), body = VALUES(body), deleted = VALUES(deleted)'),
  insertIfAbsent: { verb: raw('INSERT IGNORE'), end: raw('') },
  // Stored as bytes, because only bytes are compared exactly.
  memberText: raw('CONVERT(member USING utf8mb4)'),
  recordBytes: raw('octet_length(record)'),
  recordContains: (text) => select`instr(record, ${text}) > 0`,
  change: changeInTransaction,
  commit: (driver, tables, order) => commitInTransaction(mysql)(driver, tables, order),
  migrate: (driver, tables, deadlineMs) => driver.transaction(() => migrateMysql(tables), deadlineMs),
};
