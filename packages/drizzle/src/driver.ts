import type { CommitDelta } from '@flagstaff/core/storage';
import type { Script } from './script.ts';
import type { Row, Statement } from './statement.ts';

/** What to listen for. */
interface Subscription {
  readonly channel: string;
  /** Selects what identifies the tables, as `place`. */
  readonly place: Statement;
  /** Returns the commit in the payload of a notification. Never rejects. */
  readonly read: (payload: string) => Promise<CommitDelta | undefined>;
  readonly onChange: (commit?: CommitDelta) => void;
  /** Called with whether reads of a follower prove that notifications arrive. */
  readonly onHealth?: ((isHealthy: boolean) => void) | undefined;
}

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
  listen?(subscription: Subscription): Promise<() => Promise<void>>;
  /** As `query`, for the reads of a follower: on the connection that listens, if it leads to the same tables. */
  follow?(statement: Statement, deadlineMs: number): Promise<readonly Row[]>;
  close(): Promise<void>;
}
