import { DeadlineExceeded } from '@flagstaff/core/storage';
import { withCleanup } from '../deadline.ts';
import { harmless } from '../fault.ts';

/** One attempt at a transaction, which writes nothing unless it comes to its commit. */
export interface Attempt {
  /** To be called before each statement. Throws once time is up, so that what comes late is rolled back. */
  proceed(): void;
  /** To be called right before the commit is sent: as `proceed`, and from here on nobody knows without an answer. */
  commit(): void;
}

/** What fails before its commit was sent is certain not to have happened, whatever became of the connection. */
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
