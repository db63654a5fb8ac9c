// Docs: docs/management.md, "Transactions"
import { checkArguments, deleteThroughCommit, invalidOptions, setThroughCommit } from '@flagstaff/core/storage';
import type { Change, Commit, CommitMeta, StorageBackend, Transactions } from '@flagstaff/core/storage';
import { commitScript } from './commit-script.ts';
import type { Dialect, Tables } from './dialect.ts';
import { runNow, runOn } from './drivers/drizzle.ts';
import { isSynchronous } from './drizzle-database.ts';
import type { Database, DrizzleDatabase } from './drizzle-database.ts';
import type { Doing } from './errors.ts';
import { harmless } from './fault.ts';
import { createMembers } from './members.ts';
import { isDatabase } from './options.ts';
import { reads } from './reads.ts';
import { drive, driveNow, inTurn } from './script.ts';
import type { Script } from './script.ts';
import { select } from './statement.ts';
import type { Row, Statement } from './statement.ts';

/** The store of a transaction. */
export interface Inside {
  readonly dialect: Dialect;
  readonly tables: Tables;
  readonly historyLimit: number;
  readonly timeoutMs: number;
  /** Runs a task and converts its failures to errors for the caller. */
  attempt<T>(what: Doing['what'], task: () => Promise<T>): Promise<T>;
  attemptNow<T>(what: Doing['what'], task: () => T): T;
  /** Refuses connections that corrupt what they write. Undefined where none do. */
  readonly checkMode: ((run: (statement: Statement) => Promise<readonly Row[]>) => Promise<void>) | undefined;
}

/** Access to a store inside transactions of the application's Drizzle database. The tables must exist. */
export function transactions(inside: Inside): Transactions {
  return {
    within(tx) {
      checkTransaction('withTransaction', tx);
      if (isSynchronous(tx)) {
        throw invalidOptions(
          'withTransaction: a transaction of a synchronous driver, such as better-sqlite3, cannot be awaited. Call `prepareCommit` before the transaction, and `commit(tx)` of its result in it.',
        );
      }
      return inTransaction(tx as Database, inside);
    },
    commitNow(tx, changes, meta) {
      checkTransaction('commit', tx);
      if (!isSynchronous(tx)) {
        throw invalidOptions(
          'commit: the driver of this transaction is asynchronous. Use `withTransaction`, and await what its methods return.',
        );
      }
      const run = (statement: Statement): readonly Row[] => runNow(tx as Database, statement);
      return inside.attemptNow('write', () => driveNow(scriptOf(inside, changes, meta), run));
    },
  };
}

function inTransaction(tx: Database, inside: Inside): StorageBackend {
  const { dialect, tables, timeoutMs, attempt, checkMode } = inside;
  // Nothing takes effect before the application commits, so the outcome of a failure is certain.
  const runNext = (statement: Statement): Promise<readonly Row[]> =>
    runOn(tx, dialect.name, statement).catch((error: unknown) => {
      throw harmless(error);
    });
  const run = async (statement: Statement): Promise<readonly Row[]> => {
    await checkMode?.(runNext);
    return runNext(statement);
  };
  const read = (statement: Statement): Promise<readonly Row[]> => attempt('read', () => run(statement));
  const commit: Required<StorageBackend>['commit'] = (changes, meta = {}) =>
    attempt('write', async () => {
      const written = await drive(scriptOf(inside, changes, meta), inTurn(run));
      if (dialect.announce !== undefined) await run(await dialect.announce(tables, written));
      return written;
    });
  return checkArguments({
    name: `${dialect.name} (transaction)`,
    ...reads(inside, { read }, timeoutMs, dialect.latest),
    set: (document, options) => setThroughCommit(commit, document, options),
    delete: (id, options) => deleteThroughCommit(commit, id, options),
    commit,
    ...createMembers({
      dialect,
      tables,
      timeoutMs,
      read,
      change: (statement) => attempt('members', () => run(statement)),
    }),
    time: async () => Number((await read(select`SELECT ${dialect.now} AS now`))[0]?.['now']),
  });
}

function scriptOf(
  { dialect, tables, historyLimit }: Inside,
  changes: readonly Change[],
  meta: CommitMeta,
): Script<Commit> {
  return commitScript(dialect, tables, { changes, meta, historyLimit });
}

function checkTransaction(method: string, tx: unknown): asserts tx is DrizzleDatabase {
  if (isDatabase(tx)) return;
  throw invalidOptions(`${method}: pass the transaction that Drizzle gives to the callback of \`db.transaction\`.`);
}
