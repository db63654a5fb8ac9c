import type { Script } from './script.ts';
import type { Row, Statement } from './statement.ts';

/** A way to a database: a driver's connections that are ours, or an application's Drizzle database. Fails with the driver's errors. */
export interface Driver {
  /** One statement that commits by itself. */
  query(statement: Statement, deadlineMs: number): Promise<readonly Row[]>;
  /**
   * A transaction: all or nothing. The script is made anew for each attempt. `proof` asks for a row that is there when the
   * transaction happened, for drivers that cannot be believed otherwise.
   */
  transaction<T>(script: () => Script<T>, deadlineMs: number, proof?: (result: T) => Statement): Promise<T>;
  /** Hears of commits; absent where the database cannot tell, or no connection of our own can be made. */
  listen?(channel: string, onChange: () => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}
