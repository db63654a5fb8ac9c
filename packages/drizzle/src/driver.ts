import type { Script } from './script.ts';
import type { Row, Statement } from './statement.ts';

/** Access to a database: our own connections, or an application's Drizzle database. Rejects with the driver's errors. */
export interface Driver {
  /** Resolves once a connection is open, so that the deadline of several statements can start. Omitted where none is opened. */
  connected?(): Promise<void>;
  /** Runs one statement that commits by itself. */
  query(statement: Statement, deadlineMs: number): Promise<readonly Row[]>;
  /**
   * Runs a transaction atomically. The script is created anew for each attempt. `proof` selects a row that exists if the transaction
   * was committed, for drivers that acknowledge lost writes.
   */
  transaction<T>(script: () => Script<T>, deadlineMs: number, proof?: (result: T) => Statement): Promise<T>;
  /** Listens for commits. Omitted when the database has no notifications, or no separate connection can be made. */
  listen?(channel: string, onChange: () => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}
