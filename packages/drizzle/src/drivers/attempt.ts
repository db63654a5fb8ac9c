import { DeadlineExceeded } from '@flagstaff/core/storage';
import { withCleanup } from '../deadline.ts';
import { harmless } from '../fault.ts';

/** One attempt at a transaction. It writes nothing unless it reaches its commit. */
export interface Attempt {
  /** Call before each statement. Throws once time is up, so that a late transaction is rolled back. */
  proceed(): void;
  /** Call right before the commit is sent. Checks time as `proceed` does. From here on, the outcome is unknown without a reply. */
  commit(): void;
}

/** Runs an attempt. A failure before its commit was sent is known to have no effect, even when the connection was lost. */
export async function attemptWithin<T>(
  milliseconds: number,
  work: (attempt: Attempt) => Promise<T>,
  onLate: () => void,
): Promise<T> {
  let late = false;
  let committing = false;
  const proceed = (): void => {
    if (late) throw new DeadlineExceeded('Time ran out.');
  };
  const commit = (): void => {
    proceed();
    committing = true;
  };
  try {
    return await withCleanup(work({ proceed, commit }), milliseconds, () => {
      late = true;
      onLate();
    });
  } catch (error) {
    throw committing ? error : harmless(error);
  }
}
