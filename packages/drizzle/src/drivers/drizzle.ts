import { createSerialQueue, FlagstaffError, withDeadline } from '@flagstaff/core/storage';
import type { DialectName } from '../dialect.ts';
import { countdown } from '../deadline.ts';
import type { Driver } from '../driver.ts';
import { drive, driveNow, inTurn } from '../script.ts';
import type { Script } from '../script.ts';
import type { Database } from '../drizzle-database.ts';
import { isSynchronous } from '../drizzle-database.ts';
import { toDrizzle } from '../statement.ts';
import type { Row, Statement } from '../statement.ts';
import { attemptWithin } from './attempt.ts';
import type { Attempt } from './attempt.ts';
import { clientClassOf, nodePostgresNotifications } from './node-postgres-listen.ts';
import { postgresNotifications } from './postgres-client.ts';
import { createListener } from './postgres-listen.ts';
import type { OpenNotifications } from './postgres-listen.ts';
import { untilNoCollision, untilNotBusy } from './retry.ts';

/** @inline */
interface DrizzleDriverOptions {
  readonly dialect: DialectName;
  readonly listenUrl: string | undefined;
  /** Milliseconds to open the connection that listens. */
  readonly connectTimeoutMs: number;
}

/**
 * Uses an application's Drizzle database. Never closes, replaces or reconnects its connections: a late statement is left to its
 * driver.
 */
export function drizzleDriver(db: Database, { dialect, listenUrl, connectTimeoutMs }: DrizzleDriverOptions): Driver {
  const nothing = (): void => {};
  // One transaction at a time: some drivers of SQLite have one connection, and other writers would wait for the lock anyway.
  const queue = dialect === 'sqlite' ? createSerialQueue().run : <T>(task: () => Promise<T>): Promise<T> => task();
  const query: Driver['query'] = (statement, deadlineMs) => {
    const left = countdown(deadlineMs);
    const run = (): Promise<readonly Row[]> => withDeadline(runOn(db, dialect, statement), left());
    return queue(() => untilNotBusy(left, run, nothing));
  };
  const listener =
    listenUrl === undefined
      ? undefined
      : createListener({ open: openerFor(db), url: listenUrl, connectTimeoutMs, query });

  return {
    query,
    transaction<T>(script: () => Script<T>, deadlineMs: number): Promise<T> {
      const left = countdown(deadlineMs);
      const once = (): Promise<T> =>
        attemptWithin(left(), (attempt) => transact({ db, dialect, script, attempt }), nothing);
      return queue(() => untilNotBusy(left, () => untilNoCollision(left, once), nothing));
    },
    ...listener,
    async close() {
      listener?.close();
    },
  };
}

/** Listens through the application's own driver if it can, else through postgres.js. */
function openerFor(db: Database): OpenNotifications {
  const Client = clientClassOf(db);
  if (Client !== undefined) return (options) => nodePostgresNotifications(Client, options);
  return (options) =>
    postgresNotifications(options).catch(() => {
      throw new FlagstaffError(
        'WATCH_UNAVAILABLE',
        "postgres: `listen` is not possible through this application's driver, so changes are polled for. Install the package postgres, which is then used to listen, or pass `listen: false`.",
      );
    });
}

/** Runs one statement in the application's database or transaction. */
export async function runOn(db: Database, dialect: DialectName, statement: Statement): Promise<readonly Row[]> {
  const query = toDrizzle(statement);
  if (dialect === 'sqlite') {
    if (statement.returns) return rowsOf(await db.all?.(query));
    await db.run?.(query);
    return [];
  }
  const result = await db.execute?.(query);
  // mysql2 returns rows and fields.
  return rowsOf(dialect === 'mysql' && Array.isArray(result) ? result[0] : result);
}

interface Transacting<T> {
  readonly db: Database;
  readonly dialect: DialectName;
  readonly script: () => Script<T>;
  readonly attempt: Attempt;
}

async function transact<T>({ db, dialect, script, attempt }: Transacting<T>): Promise<T> {
  const immediate = dialect === 'sqlite' ? ({ behavior: 'immediate' } as const) : undefined;
  if (isSynchronous(db)) {
    attempt.commit();
    return db.transaction((tx) => driveNow(script(), (statement) => runNow(tx, statement)), immediate);
  }
  return db.transaction(async (tx) => {
    const execute = (statement: Statement): Promise<readonly Row[]> => {
      attempt.proceed();
      return runOn(tx, dialect, statement);
    };
    const result = await drive(script(), inTurn(execute));
    // Drizzle commits when this resolves.
    attempt.commit();
    return result;
  }, immediate);
}

/** As `runOn`, for synchronous drivers. */
export function runNow(db: Database, statement: Statement): readonly Row[] {
  const query = toDrizzle(statement);
  if (statement.returns) return rowsOf(db.all?.(query));
  db.run?.(query);
  return [];
}

/** Drivers return an array, or an object that contains one. */
function rowsOf(result: unknown): readonly Row[] {
  if (Array.isArray(result)) return result as Row[];
  const rows = typeof result === 'object' && result !== null && 'rows' in result ? result.rows : undefined;
  return Array.isArray(rows) ? (rows as Row[]) : [];
}
