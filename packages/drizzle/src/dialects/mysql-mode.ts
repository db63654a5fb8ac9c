import { invalidOptions } from '@flagstaff/core/storage';
import { select } from '../statement.ts';
import type { Row, Statement } from '../statement.ts';

/** Runs one statement on a connection of the application. */
type Run = (statement: Statement) => Promise<readonly Row[]>;

/**
 * Returns a check of the SQL mode of an application's connections, which asks until one answer is right. mysql2 escapes values with
 * backslashes: under NO_BACKSLASH_ESCAPES they are stored with the value, which is no JSON then, and a quote could end a value.
 */
export function createModeCheck(): (run: Run) => Promise<void> {
  let checked: Promise<void> | undefined;
  return (run) => {
    checked ??= check(run).catch((error: unknown) => {
      checked = undefined;
      throw error;
    });
    return checked;
  };
}

/** @throws {FlagstaffError} INVALID_OPTIONS when the mode is NO_BACKSLASH_ESCAPES. */
async function check(run: Run): Promise<void> {
  const [row] = await run(select`SELECT @@SESSION.sql_mode AS mode`);
  if (!String(row?.['mode']).includes('NO_BACKSLASH_ESCAPES')) return;
  throw invalidOptions(
    "drizzleStorage: the connections of `db` have the SQL mode NO_BACKSLASH_ESCAPES, under which mysql2 corrupts values. Nothing was written. Remove it from `sql_mode` of the server, or of each connection: pool.on('connection', (c) => c.query(\"SET SESSION sql_mode = REPLACE(@@sql_mode, 'NO_BACKSLASH_ESCAPES', '')\")). Or pass a `url`.",
  );
}
