import { withCleanup } from '../deadline.ts';
import type { Driver } from '../driver.ts';
import { dollar, textOf } from '../statement.ts';
import type { Row } from '../statement.ts';
import { openPostgres, postgresNotifications } from './postgres-client.ts';
import { createListener } from './postgres-listen.ts';
import { replaceable } from './replaceable.ts';

/** Maximum number of connections. */
const CONNECTIONS = 4;

/** Seconds after which an idle connection is closed. */
const IDLE = 30;

/**
 * Opens connections through postgres.js. Statements are not prepared, so that they work behind a pooler. There are no multi-statement
 * transactions: a connection lost in the middle of one would end the process.
 */
export function postgresDriver(url: string, listenUrl: string | undefined): Driver {
  const clients = replaceable(
    () => openPostgres(url, { max: CONNECTIONS, idle_timeout: IDLE }),
    (sql) => sql.end({ timeout: 0 }),
  );
  const listener = listenUrl === undefined ? undefined : createListener(() => postgresNotifications(listenUrl));

  return {
    async query(statement, deadlineMs) {
      const sql = await clients.current();
      const running = sql.unsafe(textOf(statement, dollar), [...statement.parameters]);
      const rows = await withCleanup(running, deadlineMs, () => clients.discard(sql));
      return rows as readonly Row[];
    },
    transaction() {
      return Promise.reject(new Error('Transactions are not supported over postgres.js.'));
    },
    ...(listener === undefined ? {} : { listen: listener.listen }),
    async close() {
      listener?.close();
      await clients.close();
    },
  };
}
