import type { Dialect } from '../dialect.ts';
import { migrateMysql } from '../migrations/mysql.ts';
import { raw } from '../statement.ts';
import { commitInTransaction } from './transactional.ts';

export const mysql: Dialect = {
  name: 'mysql',
  quote: (identifier) => `\`${identifier}\``,
  lock: raw(' FOR UPDATE'),
  replace: raw(' ON DUPLICATE KEY UPDATE version = VALUES(version), body = VALUES(body), deleted = VALUES(deleted)'),
  insertIfAbsent: { verb: raw('INSERT IGNORE'), end: raw('') },
  commit: (driver, tables, order) => commitInTransaction(mysql)(driver, tables, order),
  migrate: (driver, tables, deadlineMs) => driver.transaction(() => migrateMysql(tables), deadlineMs),
};
