// Docs: docs/storage.md, "Transactions"
import type { Change, Commit, CommitMeta, StorageBackend } from './port.ts';

/**
 * The property of a backend that writes inside transactions of an application's own database. A symbol, because a backend does
 * not validate documents: applications write with `manage(flagstaff).withTransaction(tx)`, which does.
 */
export const TRANSACTIONS: unique symbol = Symbol.for('flagstaff.transactions');

/** Access to a backend inside transactions of an application's own database. */
export interface Transactions {
  /**
   * Returns the backend inside a transaction, with `snapshot`, `revision` and `commit`. A rejection before its first write
   * leaves the transaction usable.
   * @throws {FlagstaffError} INVALID_OPTIONS when the value is not a transaction, or one in which nothing can be awaited.
   */
  within(tx: unknown): StorageBackend;
  /**
   * Commits inside a transaction of a synchronous driver.
   * @throws {FlagstaffError} INVALID_OPTIONS when the value is not a transaction, or one that must be awaited.
   */
  commitNow(tx: unknown, changes: readonly Change[], meta: CommitMeta): Commit;
}

/** A backend that writes inside transactions. */
export interface TransactionalBackend extends StorageBackend {
  /** Access to the backend inside transactions. */
  [TRANSACTIONS]: Transactions;
}

/** Returns a backend's access to transactions, as a property to spread. Empty when it has none. */
export function transactionsOf(storage: StorageBackend): Partial<Pick<TransactionalBackend, typeof TRANSACTIONS>> {
  const { [TRANSACTIONS]: transactions } = storage as Partial<TransactionalBackend>;
  return transactions === undefined ? {} : { [TRANSACTIONS]: transactions };
}
