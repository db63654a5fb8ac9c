import type { Sql } from 'postgres';
import type { Driver } from '../driver.ts';
import { withLease } from './lease.ts';
import { createPool } from './pool.ts';
import { openPostgres, postgresNotifications, queryPostgres } from './postgres-client.ts';
import { createListener } from './postgres-listen.ts';

/** Maximum number of statements that one connection pipelines. */
const PIPELINED = 100;

/** @inline */
interface PostgresDriverOptions {
  readonly url: string;
  readonly listenUrl: string | undefined;
  readonly connectTimeoutMs: number;
  readonly maxConnections: number;
}

/**
 * Opens connections through postgres.js. Statements are not prepared, so that they work behind a pooler. There are no multi-statement
 * transactions: a connection lost in the middle of one would end the process.
 */
export function postgresDriver({ url, listenUrl, connectTimeoutMs, maxConnections }: PostgresDriverOptions): Driver {
  const pool = createPool<Sql>({
    open: () => openPostgres({ url, connectTimeoutMs }),
    size: maxConnections,
    share: PIPELINED,
    connectTimeoutMs,
  });
  const query: Driver['query'] = (statement, deadlineMs) =>
    withLease(
      pool,
      () => deadlineMs,
      async (sql, attempt) => {
        attempt.commit();
        return queryPostgres(sql, statement);
      },
    );
  const listener =
    listenUrl === undefined
      ? undefined
      : createListener({ open: postgresNotifications, url: listenUrl, connectTimeoutMs, query });

  return {
    async connected() {
      (await pool.acquire()).release();
    },
    query,
    transaction() {
      return Promise.reject(new Error('Transactions are not supported over postgres.js.'));
    },
    ...listener,
    async close() {
      listener?.close();
      pool.close();
    },
  };
}
