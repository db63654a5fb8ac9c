import type { Change, Commit, CommitMeta } from '@flagstaff/core/storage';
import type { Driver } from './driver.ts';
import type { Script } from './script.ts';
import type { Raw, Statement } from './statement.ts';

export type DialectName = 'postgres' | 'mysql' | 'sqlite';

/** Selected columns. Defaults to the column itself, where the database keeps to the types of its columns. */
export interface Columns {
  number(column: string): Raw;
  text(column: string): Raw;
}

/** Where the tables are: names that were validated and are quoted, ready to be spliced in. */
export interface Tables {
  readonly meta: Raw;
  readonly documents: Raw;
  readonly log: Raw;
  readonly members: Raw;
  /** How columns are selected, so that a driver can read whatever is in them. */
  readonly columns: Columns;
  /** What tells this store from others in the same database: for locks and for notifications. */
  readonly scope: string;
}

/** What a commit is made of. */
export interface CommitOrder {
  readonly changes: readonly Change[];
  readonly meta: CommitMeta;
  readonly historyLimit: number;
}

/** What differs between databases. */
export interface Dialect {
  readonly name: DialectName;
  /** The database's clock, in milliseconds since 1970. */
  readonly now: Raw;
  quote(identifier: string): string;
  readonly columns: Columns;
  /** Ends a SELECT whose rows stay as they are until the transaction ends. */
  readonly lock: Raw;
  /** Ends an INSERT of documents so that it replaces those that are there. */
  readonly replace: Raw;
  /** Ends an INSERT that leaves the row that is there as it is; for MySQL its beginning says so. */
  readonly insertIfAbsent: { readonly verb: Raw; readonly end: Raw };
  /** The last statement of a commit, which tells those who listen. */
  notify?(tables: Tables, note: string): Statement;
  /** Writes a commit, all or nothing. */
  commit(driver: Driver, tables: Tables, order: CommitOrder & { readonly deadlineMs: number }): Promise<Commit>;
  /**
   * A text to splice into a statement, which then has no parameters: postgres.js asks the server about those first, a round trip
   * more. Absent: bind it.
   */
  literal?(text: string): Raw;
  /** The column of a stored member, as text. */
  readonly memberText: Raw;
  /** The bytes of the column `record`. */
  readonly recordBytes: Raw;
  /** True where the column `record` contains a text. */
  recordContains(text: string): Statement;
  /**
   * Runs a statement that may be done twice. `proof` asks for a row that is there when it was done.
   */
  change(driver: Driver, statement: Statement, deadlineMs: number, proof: Statement): Promise<void>;
  /** Creates what is missing; safe when many do it at once. */
  migrate(driver: Driver, tables: Tables, deadlineMs: number): Promise<void>;
}

export type CommitScript = (dialect: Dialect, tables: Tables, order: CommitOrder) => Script<Commit>;
