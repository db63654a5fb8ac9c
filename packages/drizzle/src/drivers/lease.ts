import { faultOf } from '../fault.ts';
import { attemptWithin } from './attempt.ts';
import type { Attempt } from './attempt.ts';
import type { Lease, Pool } from './pool.ts';

/** Runs a task on one connection. Its deadline starts when the connection is there. */
export async function withLease<C, T>(
  pool: Pool<C>,
  deadlineMs: () => number,
  use: (connection: C, attempt: Attempt) => Promise<T>,
): Promise<T> {
  const lease = await pool.acquire();
  try {
    return await attemptWithin(deadlineMs(), (attempt) => use(lease.connection, attempt), lease.discard);
  } catch (error) {
    replaceSuspect(lease, error);
    throw error;
  } finally {
    lease.release();
  }
}

/** Replaces connections that are dead, or whose server is not (or no longer) the right one. */
function replaceSuspect(lease: Lease<unknown>, error: unknown): void {
  if (faultOf(error).kind === 'wrong-server') lease.distrust();
  else if (isUnusable(error)) lease.discard();
}

/** Whether an error means that its connection is dead, or leads to the wrong server. */
export function isUnusable(error: unknown): boolean {
  const { kind } = faultOf(error);
  return kind === 'lost' || kind === 'timeout' || kind === 'unreachable' || kind === 'wrong-server';
}
