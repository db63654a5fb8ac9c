import type { Commit } from '@flagstaff/core/storage';
import { commitScript } from '../commit-script.ts';
import type { CommitOrder, Dialect, Tables } from '../dialect.ts';
import type { Driver } from '../driver.ts';
import { logged } from '../queries.ts';
import type { Statement } from '../statement.ts';

/** Commits in a short transaction that locks the row of `meta` first. */
export function commitInTransaction(
  dialect: Dialect,
): (driver: Driver, tables: Tables, order: CommitOrder & { readonly deadlineMs: number }) => Promise<Commit> {
  return (driver, tables, { deadlineMs, ...order }) => {
    // The token stays the same across retries.
    const meta = { ...order.meta, token: order.meta.token ?? crypto.randomUUID() };
    return driver.transaction(
      () => commitScript(dialect, tables, { ...order, meta }),
      deadlineMs,
      ({ revision }) => logged(tables, revision.token),
    );
  };
}

/** Runs a change in its own transaction. */
export async function changeInTransaction(
  driver: Driver,
  statement: Statement,
  deadlineMs: number,
  proof: Statement,
): Promise<void> {
  await driver.transaction(
    function* () {
      yield statement;
    },
    deadlineMs,
    () => proof,
  );
}
