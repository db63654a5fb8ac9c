import type { Change, Commit, CommitMeta } from '@flagstaff/core/storage';
import type { Driver } from './driver.ts';
import type { Raw, Statement } from './statement.ts';

/** The databases that a store can use. `mysql` includes MariaDB, `sqlite` includes libsql. */
export type DialectName = 'postgres' | 'mysql' | 'sqlite';

/** Selected columns. Defaults to the column itself, for databases that enforce column types. */
export interface Columns {
  number(column: string): Raw;
  text(column: string): Raw;
  /** A condition: whether the value is a text. */
  isText(column: string): Raw;
}

/** The tables. Their names are validated and quoted, ready to be spliced in. */
export interface Tables {
  readonly meta: Raw;
  /** The name in `meta`, as text. */
  readonly metaName: string;
  readonly documents: Raw;
  readonly log: Raw;
  readonly changes: Raw;
  readonly members: Raw;
  /** The prefix of the names. */
  readonly prefix: string;
  /** Returns the quoted name of a constraint or index. */
  constraint(name: string): string;
  /** How to select columns, so that a driver can read any content. */
  readonly columns: Columns;
  /** Distinguishes this store from others in the same database, for locks and notifications. */
  readonly scope: string;
}

/** The input of a commit. */
export interface CommitOrder {
  readonly changes: readonly Change[];
  readonly meta: CommitMeta;
  readonly historyLimit: number;
}

/** The differences between databases. */
export interface Dialect {
  readonly name: DialectName;
  /** The database's clock, in milliseconds since 1970. */
  readonly now: Raw;
  quote(identifier: string): string;
  readonly columns: Columns;
  /** Documents per statement of a whole load. */
  readonly pageRows: number;
  /** The end of a SELECT that locks its rows until the transaction ends. */
  readonly lock: Raw;
  /**
   * As `lock`, for SELECTs in an application's transaction of a database whose other reads see the state at its first read. Omit
   * where reads see every commit.
   */
  readonly latest?: Raw;
  /** The end of an INSERT that replaces existing documents. */
  readonly replace: Raw;
  /** The end of an INSERT that keeps an existing row. MySQL uses the verb instead. */
  readonly insertIfAbsent: { readonly verb: Raw; readonly end: Raw };
  /** Returns the statement that announces a commit, in the transaction that wrote it. Omit where nothing can listen. */
  announce?(tables: Tables, commit: Commit): Promise<Statement>;
  /** Writes a commit atomically. */
  commit(driver: Driver, tables: Tables, order: CommitOrder & { readonly deadlineMs: number }): Promise<Commit>;
  /**
   * Returns a string literal to splice into a statement. A statement without parameters saves postgres.js a round trip to describe
   * them. Omit to bind strings.
   */
  literal?(text: string): Raw;
  /** The column of a stored member, as text. */
  readonly memberText: Raw;
  /** The size of the column `record` in bytes. */
  readonly recordBytes: Raw;
  /** A condition that is true when the column `record` contains a text. */
  recordContains(text: string): Statement;
  /**
   * Runs an idempotent statement. `proof` selects a row that exists after it succeeded.
   */
  change(driver: Driver, statement: Statement, deadlineMs: number, proof: Statement): Promise<void>;
  /** Creates missing tables. Safe to run concurrently. */
  migrate(driver: Driver, tables: Tables, deadlineMs: number): Promise<void>;
}
