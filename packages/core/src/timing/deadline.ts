import { systemClock } from './clock.ts';
import type { Clock, TimerOptions } from './clock.ts';
import type { Lifetime } from './lifetime.ts';
import { isPromiseLike } from './background.ts';

/** Something did not settle in time. */
export class DeadlineExceeded extends Error {
  /** Identifies the error. */
  override readonly name: string = 'DeadlineExceeded';
}

/** The options of a deadline. */
export interface DeadlineOptions extends TimerOptions {
  /** Defaults to true: something waits for the outcome. */
  readonly keepAlive?: boolean;
  /** Defaults to the time of this machine. */
  readonly clock?: Clock;
  /** Makes the error when the time is over. Defaults to a `DeadlineExceeded`. */
  readonly late?: () => Error;
  /** Ends the wait early. Omit it where nothing does. */
  readonly lifetime?: Lifetime;
  /** Makes the error when the lifetime ends first. */
  readonly ended?: () => Error;
}

/**
 * Runs a task within the step's deadline. The task itself cannot be stopped: its later result or rejection is dropped.
 * @throws {FlagstaffError} STORAGE_TIMEOUT when the deadline has passed.
 */
export async function withDeadline<T>(
  work: T | PromiseLike<T>,
  ms: number,
  {
    clock = systemClock,
    keepAlive = true,
    late = () => new DeadlineExceeded(`It did not settle within ${ms} ms.`),
    lifetime,
    ended = () => new Error('Closed.'),
  }: DeadlineOptions = {},
): Promise<T> {
  if (!isPromiseLike(work)) return work;
  let forget: (() => void) | undefined;
  let cancel: (() => void) | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    forget = lifetime?.onEnd(() => reject(ended()));
    cancel = clock.setTimer(() => reject(late()), ms, { keepAlive });
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    cancel?.();
    forget?.();
  }
}
