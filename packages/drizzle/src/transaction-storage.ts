import {
  checkArguments,
  deleteThroughCommit,
  FlagstaffError,
  invalidOptions,
  isFlagstaffError,
  readArguments,
  setThroughCommit,
} from '@flagstaff/core/storage';
import type {
  Change,
  Commit,
  CommitMeta,
  Document,
  DocumentId,
  Remark,
  StorageBackend,
  StoredDocument,
  WriteOptions,
} from '@flagstaff/core/storage';
import { commitScript } from './commit-script.ts';
import type { Dialect, Tables } from './dialect.ts';
import { runNow, runOn } from './drivers/drizzle.ts';
import { isSynchronous } from './drizzle-database.ts';
import type { Database, DrizzleDatabase } from './drizzle-database.ts';
import type { Doing } from './errors.ts';
import { harmless } from './fault.ts';
import { createMembers } from './members.ts';
import { isDatabase } from './options.ts';
import { headAndSlots } from './queries.ts';
import { reads } from './reads.ts';
import { parseSlots } from './rows.ts';
import { drive, driveNow, inTurn } from './script.ts';
import type { Script } from './script.ts';
import type { Row, Statement } from './statement.ts';

/** A backend in an application's transaction. Its writes take effect when the transaction commits, and not otherwise. */
export type TransactionStorage = Required<Omit<StorageBackend, Remark | 'watch' | 'close' | 'connectTimeoutMs'>>;

/**
 * As `TransactionStorage`, for a synchronous driver, in whose transactions nothing can be awaited. Its methods throw where those of a
 * backend reject. A thrown error rolls the transaction back.
 */
export interface SyncTransactionStorage {
  /** Returns a document. Undefined when it does not exist. */
  get(id: DocumentId): StoredDocument | undefined;
  /** Creates or replaces a document. */
  set(document: Document, options?: WriteOptions): StoredDocument;
  /** Deletes a document. Returns whether it existed. */
  delete(id: DocumentId, options?: WriteOptions): boolean;
  /** Writes several documents. */
  commit(changes: readonly Change[], meta?: CommitMeta): Commit;
}

/** The store of a transaction. */
export interface Inside {
  readonly dialect: Dialect;
  readonly tables: Tables;
  readonly historyLimit: number;
  readonly timeoutMs: number;
  /** Runs a task and converts its failures to errors for the caller. */
  attempt<T>(what: Doing['what'], task: () => Promise<T>): Promise<T>;
  attemptNow<T>(what: Doing['what'], task: () => T): T;
}

/** Creates the backend for an asynchronous transaction. @throws {FlagstaffError} INVALID_OPTIONS when the driver is synchronous. */
export function inTransaction(tx: DrizzleDatabase, inside: Inside): TransactionStorage {
  const { dialect, tables, attempt } = inside;
  checkTransaction('withTransaction', tx);
  if (isSynchronous(tx)) {
    throw invalidOptions(
      'withTransaction: a transaction of a synchronous driver, such as better-sqlite3, cannot be awaited. Use withSyncTransaction.',
    );
  }
  // Nothing takes effect before the application commits, so the outcome of a failure is certain.
  const run = (statement: Statement): Promise<readonly Row[]> =>
    runOn(tx as Database, dialect.name, statement).catch((error: unknown) => {
      throw harmless(error);
    });
  const commit: TransactionStorage['commit'] = (changes, meta = {}) =>
    attempt('write', () => drive(scriptOf(inside, changes, meta), inTurn(run)));
  return checkArguments({
    name: `${dialect.name} (transaction)`,
    ...reads(inside, (statement) => attempt('read', () => run(statement)), inside.timeoutMs),
    set: (document, options) => setThroughCommit(commit, document, options),
    delete: (id, options) => deleteThroughCommit(commit, id, options),
    commit,
    ...createMembers({
      dialect,
      tables,
      timeoutMs: inside.timeoutMs,
      read: (statement) => attempt('read', () => run(statement)),
      change: (statement) => attempt('members', () => run(statement)),
    }),
  });
}

/** Creates the backend for a synchronous transaction. @throws {FlagstaffError} INVALID_OPTIONS when the driver is asynchronous. */
export function inSyncTransaction(tx: DrizzleDatabase, inside: Inside): SyncTransactionStorage {
  checkTransaction('withSyncTransaction', tx);
  if (!isSynchronous(tx)) {
    throw invalidOptions(
      'withSyncTransaction: the driver of this transaction is asynchronous. Use withTransaction, and await what it returns.',
    );
  }
  const { tables, attemptNow } = inside;
  const run = (statement: Statement): readonly Row[] => runNow(tx as Database, statement);
  const write: SyncTransactionStorage['commit'] = (changes, meta = {}) =>
    attemptNow('write', () => driveNow(scriptOf(inside, changes, meta), run));
  return {
    get(given) {
      const [id] = readArguments('get', [given]);
      return attemptNow('read', () => parseSlots(run(headAndSlots(tables, [id]))).get(id)?.document);
    },
    set(...given) {
      const [document, { ifVersion, ...meta } = {}] = readArguments('set', given);
      const [change] = write(
        [{ type: 'set', document, ...(ifVersion === undefined ? {} : { ifVersion }) }],
        meta,
      ).changes;
      if (change?.after == null) throw new FlagstaffError('STORAGE_CORRUPT', 'A document was written but is missing.');
      return change.after;
    },
    delete(...given) {
      const [id, { ifVersion, ...meta } = {}] = readArguments('delete', given);
      try {
        write([{ type: 'delete', id, ...(ifVersion === undefined ? {} : { ifVersion }) }], meta);
        return true;
      } catch (error) {
        if (isFlagstaffError(error, 'DOCUMENT_NOT_FOUND')) return false;
        throw error;
      }
    },
    commit(...given) {
      const [changes, meta] = readArguments('commit', given);
      return write(changes, meta);
    },
  };
}

function scriptOf(
  { dialect, tables, historyLimit }: Inside,
  changes: readonly Change[],
  meta: CommitMeta,
): Script<Commit> {
  return commitScript(dialect, tables, { changes, meta, historyLimit });
}

function checkTransaction(method: string, tx: unknown): void {
  if (isDatabase(tx)) return;
  throw invalidOptions(`${method}: pass the transaction that Drizzle gives to the callback of \`db.transaction\`.`);
}
