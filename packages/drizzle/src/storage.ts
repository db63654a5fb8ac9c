// Docs: docs/storage.md
import { checkArguments, deleteThroughCommit, setThroughCommit, TRANSACTIONS } from '@flagstaff/core/storage';
import type { FlagstaffError, FullStorageBackend, StorageBackend, TransactionalBackend } from '@flagstaff/core/storage';
import { openAnnouncement } from './announcement.ts';
import type { Dialect, DialectName, Tables } from './dialect.ts';
import { createModeCheck } from './dialects/mysql-mode.ts';
import { mysql } from './dialects/mysql.ts';
import { postgres } from './dialects/postgres.ts';
import { sqlite } from './dialects/sqlite.ts';
import type { Driver } from './driver.ts';
import { drizzleDriver } from './drivers/drizzle.ts';
import { libsqlDriver } from './drivers/libsql.ts';
import { mysqlDriver } from './drivers/mysql2.ts';
import { postgresDriver } from './drivers/postgres-js.ts';
import type { Database } from './drizzle-database.ts';
import { closedError, storageError } from './errors.ts';
import type { Doing } from './errors.ts';
import { harmless } from './fault.ts';
import { createMembers } from './members.ts';
import { parseOptions } from './options.ts';
import type { DrizzleStorageOptions, Settings } from './options.ts';
import { place } from './queries.ts';
import { reads } from './reads.ts';
import { raw, select } from './statement.ts';
import type { Row, Statement } from './statement.ts';
import { transactions } from './transactions.ts';
import type { Inside } from './transactions.ts';

/** Stores flags in a database. Only PostgreSQL has `watch`; other databases are polled. */
export interface DrizzleStorage extends Omit<FullStorageBackend, 'watch' | 'warnings' | 'time'> {
  /** Calls back when the revision may have changed, on PostgreSQL only. */
  readonly watch?: NonNullable<StorageBackend['watch']>;
  /** Returns milliseconds since 1970 by the database's clock. */
  time(): Promise<number>;
  /** Creates missing tables. Idempotent, and safe to run concurrently. */
  migrate(): Promise<void>;
}

const DIALECTS: Readonly<Record<DialectName, Dialect>> = { postgres, mysql, sqlite };

/** Milliseconds to create the tables, including the wait for other processes that do so. */
const MIGRATION_MS = 30_000;

/**
 * Stores flags in PostgreSQL, MySQL, MariaDB or SQLite. Connects on first use.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid.
 * @example
 * const flagstaff = createFlagstaff({ storage: drizzleStorage({ url: 'file:flags.db', autoMigrate: true }) });
 */
export function drizzleStorage(options: DrizzleStorageOptions): DrizzleStorage {
  const settings = parseOptions(options);
  const { timeoutMs, loadTimeoutMs, connectTimeoutMs, historyLimit } = settings;
  const dialect = DIALECTS[settings.dialect];
  const tables = tablesOf(dialect, settings);
  const driver = driverFor(settings);
  const { listen } = driver;
  // Connections by URL set their own mode.
  const checkMode = dialect.name === 'mysql' && 'db' in settings.source ? createModeCheck() : undefined;
  let closed = false;
  let migrated: Promise<void> | undefined;

  const inWords = (error: unknown, what: Doing['what']): FlagstaffError =>
    closed ? closedError(dialect.name) : storageError(error, { database: dialect.name, what });

  /** Runs a task and converts its failures to errors for the caller. */
  async function attempt<T>(what: Doing['what'], task: () => Promise<T>): Promise<T> {
    if (closed) throw closedError(dialect.name);
    try {
      return await task();
    } catch (error) {
      throw inWords(error, what);
    }
  }

  /** As `attempt`, after creating the tables if needed. Not for transactions, which would wait for that. */
  const prepared: typeof attempt = (what, task) =>
    attempt(what, async () => {
      await checkMode?.((statement) => driver.query(statement, timeoutMs));
      if (settings.autoMigrate) await ensureMigrated();
      return task();
    });

  /** As `attempt`, in a synchronous transaction: nothing takes effect before the application commits it. */
  function attemptNow<T>(what: Doing['what'], task: () => T): T {
    if (closed) throw closedError(dialect.name);
    try {
      return task();
    } catch (error) {
      throw inWords(harmless(error), what);
    }
  }
  const inside: Inside = { dialect, tables, historyLimit, timeoutMs, attempt, attemptNow, checkMode };

  const migrate = (): Promise<void> => attempt('migrate', () => dialect.migrate(driver, tables, MIGRATION_MS));

  /** Migrates once, and again after a failure. */
  function ensureMigrated(): Promise<void> {
    migrated ??= migrate().catch((error: unknown) => {
      migrated = undefined;
      throw error;
    });
    return migrated;
  }

  const read = (statement: Statement, deadlineMs = loadTimeoutMs): Promise<readonly Row[]> =>
    prepared('read', () => driver.query(statement, deadlineMs));
  const follow = (statement: Statement, deadlineMs = loadTimeoutMs): Promise<readonly Row[]> =>
    prepared('read', () => (driver.follow ?? driver.query)(statement, deadlineMs));
  const change = (statement: Statement, proof: Statement): Promise<void> =>
    prepared('members', () => dialect.change(driver, statement, loadTimeoutMs, proof));
  const commit: FullStorageBackend['commit'] = (changes, meta = {}) =>
    prepared('write', () => dialect.commit(driver, tables, { changes, meta, historyLimit, deadlineMs: loadTimeoutMs }));

  const reading = reads({ tables, dialect }, { read, follow }, timeoutMs);
  /** The epoch that was read last. Announcements of another one are not opened. */
  let epoch: string | undefined;

  const storage: DrizzleStorage & TransactionalBackend = {
    name: dialect.name,
    // An application's own database connects as it likes.
    ...('url' in settings.source && { connectTimeoutMs }),
    ...reading,
    async revision() {
      const revision = await reading.revision();
      epoch = revision?.epoch;
      return revision;
    },
    set: (document, writeOptions) => setThroughCommit(commit, document, writeOptions),
    delete: (id, writeOptions) => deleteThroughCommit(commit, id, writeOptions),
    commit,
    ...createMembers({ dialect, tables, timeoutMs, read, change }),
    ...(listen && {
      watch: (onChange, onHealth) =>
        prepared('read', () =>
          listen({
            channel: tables.scope,
            place: place(tables),
            read: async (payload) => (epoch === undefined ? undefined : openAnnouncement(tables.scope, epoch, payload)),
            onChange,
            onHealth,
          }),
        ),
    }),
    time: async () => Number((await read(select`SELECT ${dialect.now} AS now`, timeoutMs))[0]?.['now']),
    migrate,
    [TRANSACTIONS]: transactions(inside),
    async close() {
      if (closed) return;
      closed = true;
      await driver.close();
    },
  };
  return checkArguments(storage);
}

function tablesOf({ quote, columns }: Dialect, { tablePrefix, schema }: Settings): Tables {
  const nameOf = (name: string): string =>
    [...(schema === undefined ? [] : [quote(schema)]), quote(tablePrefix + name)].join('.');
  const table = (name: string): Tables['meta'] => raw(nameOf(name));
  return {
    meta: table('meta'),
    metaName: nameOf('meta'),
    documents: table('documents'),
    log: table('log'),
    changes: table('changes'),
    members: table('members'),
    prefix: tablePrefix,
    constraint: (name) => quote(tablePrefix + name),
    columns,
    scope: schema === undefined ? tablePrefix : `${schema.slice(0, 20)}.${tablePrefix}`,
  };
}

function driverFor({ source, dialect, listenUrl, connectTimeoutMs, maxConnections }: Settings): Driver {
  if ('db' in source) return drizzleDriver(source.db as Database, { dialect, listenUrl, connectTimeoutMs });
  const { url } = source;
  if (dialect === 'postgres') return postgresDriver({ url, listenUrl, connectTimeoutMs, maxConnections });
  return dialect === 'mysql'
    ? mysqlDriver({ url, connectTimeoutMs, maxConnections })
    : libsqlDriver(url, connectTimeoutMs);
}
