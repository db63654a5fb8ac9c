import { withDeadline } from '@flagstaff/core/storage';

/** Milliseconds that a request waits for a function of the application, or for the rest of its body. */
const MAX_WAIT_MS = 30_000;

/** Waits for a value or a promise. Rejects when it does not settle within 30 seconds. */
export function settleInTime<T>(work: T | PromiseLike<T>): Promise<T> {
  return withDeadline(work, MAX_WAIT_MS);
}
