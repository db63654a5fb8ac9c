import { inBackground } from '@flagstaff/core/storage';
import type { PoolConnection } from 'mysql2/promise';
import { countdown } from '../deadline.ts';
import type { Driver } from '../driver.ts';
import { drive } from '../script.ts';
import { execute, question, textOf } from '../statement.ts';
import type { Row, Statement } from '../statement.ts';
import { attemptWithin } from './attempt.ts';
import type { Attempt } from './attempt.ts';
import { loadDriver } from './load.ts';
import { replaceable } from './replaceable.ts';
import { untilNoCollision } from './retry.ts';

/** Maximum number of connections. */
const CONNECTIONS = 4;

/** Characters of statements that are sent together, at most: one packet has to hold them. */
const TOGETHER = 1_000_000;

const BEGIN = execute`START TRANSACTION`;

/** Parameters are escaped with backslashes, which a server's own mode may not understand as such. */
const MODE =
  "SET SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION', SESSION innodb_lock_wait_timeout = 2";

/** Opens connections through mysql2. Destroys a connection that timed out, because the pool would reuse it. */
export function mysqlDriver(url: string): Driver {
  const pools = replaceable(
    () => openPool(url),
    (pool) => pool.destroy(),
  );
  const acquire = async (): Promise<PoolConnection> => (await pools.current()).acquire();

  return {
    query: (statement, deadlineMs) =>
      withConnection(acquire, deadlineMs, (connection, attempt) => {
        attempt.commit();
        return run(connection, [statement]);
      }),
    transaction(script, deadlineMs) {
      const left = countdown(deadlineMs);
      return untilNoCollision(left, () =>
        withConnection(acquire, left(), async (connection, attempt) => {
          try {
            let begun = false;
            const result = await drive(script(), (statements) => {
              attempt.proceed();
              const step = begun ? statements : [BEGIN, ...statements];
              begun = true;
              return run(connection, step);
            });
            attempt.commit();
            await connection.query('COMMIT');
            return result;
          } catch (error) {
            // A lock timeout rolls back only its statement. The next user of the connection would commit the rest.
            await connection.query('ROLLBACK').catch(() => connection.destroy());
            throw error;
          }
        }),
      );
    },
    close: () => pools.close(),
  };
}

interface OwnPool {
  acquire(): Promise<PoolConnection>;
  /** Destroys every connection immediately: a dead one would never close gracefully. */
  destroy(): void;
}

async function openPool(url: string): Promise<OwnPool> {
  const { createPool } = await loadDriver('mysql2', () => import('mysql2/promise'));
  const pool = createPool({
    uri: url.replace(/^mariadb:/, 'mysql:'),
    charset: 'utf8mb4',
    connectionLimit: CONNECTIONS,
    connectTimeout: 3_000,
    idleTimeout: 30_000,
    multipleStatements: true,
    maxIdle: CONNECTIONS,
    supportBigNumbers: true,
    // Works without code generation from strings, which an application may have disabled.
    disableEval: true,
  });
  const connections = new Set<{ destroy(): void }>();
  pool.pool.on('connection', (connection) => {
    connections.add(connection);
    connection.on('end', () => connections.delete(connection));
    // Stays attached: an error event without a listener ends the process.
    connection.on('error', () => connections.delete(connection));
    connection.query(MODE, () => {});
  });
  return {
    acquire: () => pool.getConnection(),
    destroy() {
      for (const connection of connections) connection.destroy();
      inBackground(() => pool.end());
    },
  };
}

/** Sends statements together, in one round trip unless they are large; gives the rows of all of them. */
async function run(connection: PoolConnection, statements: readonly Statement[]): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const texts of packets(statements.map((statement) => sqlOf(connection, statement)))) {
    const [result] = await connection.query(texts.join(';\n'));
    // One result is given by itself, several as a list; what a statement without rows gives is an object.
    const results: readonly unknown[] = texts.length === 1 ? [result] : (result as readonly unknown[]);
    for (const given of results) if (Array.isArray(given)) for (const row of given) rows.push(row as Row);
  }
  return rows;
}

function sqlOf(connection: PoolConnection, statement: Statement): string {
  return connection.format(textOf(statement, question), [...statement.parameters]);
}

function packets(texts: readonly string[]): string[][] {
  const packets: string[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const text of texts) {
    if (size + text.length > TOGETHER) {
      packets.push([]);
      size = 0;
    }
    packets.at(-1)!.push(text);
    size += text.length;
  }
  return packets;
}

/** Runs a task on one connection. Its deadline includes the wait for the connection. */
function withConnection<T>(
  acquire: () => Promise<PoolConnection>,
  deadlineMs: number,
  use: (connection: PoolConnection, attempt: Attempt) => Promise<T>,
): Promise<T> {
  let late = false;
  let held: PoolConnection | undefined;
  const work = async (attempt: Attempt): Promise<T> => {
    const connection = await acquire();
    if (late) connection.release();
    attempt.proceed();
    held = connection;
    try {
      return await use(connection, attempt);
    } finally {
      held = undefined;
      if (!late) connection.release();
    }
  };
  return attemptWithin(deadlineMs, work, () => {
    late = true;
    held?.destroy();
  });
}
