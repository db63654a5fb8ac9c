import { withCleanup } from '../deadline.ts';
import type { Driver } from '../driver.ts';
import { dollar, textOf } from '../statement.ts';
import type { Row } from '../statement.ts';
import { openPostgres } from './postgres-client.ts';
import { createListener } from './postgres-listen.ts';
import { replaceable } from './replaceable.ts';

/** Connections at once. */
const CONNECTIONS = 4;

/** Seconds after which an unused connection goes. */
const IDLE = 30;

/**
 * Connections of our own through postgres.js. Statements are not prepared, so that they pass a pooler; several of them are
 * never made a transaction, in the middle of which a lost connection would end the process.
 */
export function postgresDriver(url: string, listenUrl: string | undefined): Driver {
  const clients = replaceable(
    () => openPostgres(url, { max: CONNECTIONS, idle_timeout: IDLE }),
    (sql) => sql.end({ timeout: 0 }),
  );
  const listener = listenUrl === undefined ? undefined : createListener(listenUrl);

  return {
    async query(statement, deadlineMs) {
      const sql = await clients.current();
      const running = sql.unsafe(textOf(statement, dollar), [...statement.parameters]);
      const rows = await withCleanup(running, deadlineMs, () => clients.discard(sql));
      return rows as readonly Row[];
    },
    transaction() {
      return Promise.reject(new Error('Not over postgres.js.'));
    },
    ...(listener === undefined ? {} : { listen: listener.listen }),
    async close() {
      listener?.close();
      await clients.close();
    },
  };
}
