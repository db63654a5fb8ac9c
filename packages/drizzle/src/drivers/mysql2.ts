import type { Connection } from 'mysql2/promise';
import { countdownFromFirstUse } from '../deadline.ts';
import type { Driver } from '../driver.ts';
import { faultOf } from '../fault.ts';
import { drive } from '../script.ts';
import { execute, question, textOf } from '../statement.ts';
import type { Row, Statement } from '../statement.ts';
import { withLease } from './lease.ts';
import { loadMysql } from './load.ts';
import { createPool } from './pool.ts';
import type { Opening } from './pool.ts';
import { untilNoCollision } from './retry.ts';

/** Characters of statements that are sent together, at most: one packet has to hold them. */
const TOGETHER = 1_000_000;

const BEGIN = execute`START TRANSACTION`;

/** Parameters are escaped with backslashes, which a server's own mode may not understand as such. */
const MODE =
  "SET SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION', SESSION innodb_lock_wait_timeout = 2";

/** Opens connections through mysql2. */
interface MysqlDriverOptions {
  readonly url: string;
  readonly connectTimeoutMs: number;
  readonly maxConnections: number;
}

export function mysqlDriver({ url, connectTimeoutMs, maxConnections }: MysqlDriverOptions): Driver {
  const pool = createPool<Connection>({
    open: () => openMysql(url, connectTimeoutMs),
    size: maxConnections,
    share: 1,
    connectTimeoutMs,
  });

  return {
    query: (statement, deadlineMs) =>
      withLease(
        pool,
        () => deadlineMs,
        (connection, attempt) => {
          attempt.commit();
          return run(connection, [statement]);
        },
      ),
    transaction(script, deadlineMs) {
      const left = countdownFromFirstUse(deadlineMs);
      return untilNoCollision(left, () =>
        withLease(pool, left, async (connection, attempt) => {
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
            // A connection that is lost may never answer. It is not used again.
            if (faultOf(error).kind === 'lost') throw error;
            // A lock timeout rolls back only its statement. The next user of the connection would commit the rest.
            await connection.query('ROLLBACK').catch(() => connection.destroy());
            throw error;
          }
        }),
      );
    },
    async close() {
      pool.close();
    },
  };
}

async function openMysql(url: string, connectTimeoutMs: number): Promise<Opening<Connection>> {
  const { createConnection } = await loadMysql();
  const plain = createConnection({
    uri: url.replace(/^mariadb:/, 'mysql:'),
    charset: 'utf8mb4',
    // Later than our own deadline, which knows why it waits.
    connectTimeout: connectTimeoutMs + 1_000,
    multipleStatements: true,
    supportBigNumbers: true,
    // Works without code generation from strings, which an application may have disabled.
    disableEval: true,
  });
  const connection = plain.promise();
  const lost = new Promise<void>((resolve) => {
    plain.on('end', resolve);
    // Stays attached: an error event without a listener ends the process.
    plain.on('error', () => resolve());
  });
  return { connection, ready: connection.query(MODE), lost, destroy: () => plain.destroy() };
}

/** Sends statements together, in one round trip unless they are large; gives the rows of all of them. */
async function run(connection: Connection, statements: readonly Statement[]): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const texts of packets(statements.map((statement) => sqlOf(connection, statement)))) {
    const [result] = await connection.query(texts.join(';\n'));
    // One result is given by itself, several as a list; what a statement without rows gives is an object.
    const results: readonly unknown[] = texts.length === 1 ? [result] : (result as readonly unknown[]);
    for (const given of results) if (Array.isArray(given)) for (const row of given) rows.push(row as Row);
  }
  return rows;
}

function sqlOf(connection: Connection, statement: Statement): string {
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
