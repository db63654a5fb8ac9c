import type { Commit } from '@flagstaff/core/storage';
import { commitScript } from '../commit-script.ts';
import type { CommitOrder, Dialect, Tables } from '../dialect.ts';
import type { Driver } from '../driver.ts';
import { logged } from '../queries.ts';
import type { Statement } from '../statement.ts';

/** Commits in a short transaction that locks the one row of meta first. */
export function commitInTransaction(
  dialect: Dialect,
): (driver: Driver, tables: Tables, order: CommitOrder & { readonly deadlineMs: number }) => Promise<Commit> {
  return (driver, tables, { deadlineMs, ...order }) => {
    // The token stays the same however often the transaction is tried.
    const meta = { ...order.meta, token: order.meta.token ?? crypto.randomUUID() };
    return driver.transaction(
      () => commitScript(dialect, tables, { ...order, meta }),
      deadlineMs,
      ({ revision }) => logged(tables, revision.token),
    );
  };
}

/** Changes something in a transaction of its own. */
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
