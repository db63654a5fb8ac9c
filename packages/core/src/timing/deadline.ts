import { systemClock } from './clock.ts';
import type { Clock, TimerOptions } from './clock.ts';
import type { Lifetime } from './lifetime.ts';
import { isPromiseLike } from './background.ts';

/** Something did not settle in time. */
export class DeadlineExceeded extends Error {
  /** Identifies the error. */
  override readonly name: string = 'DeadlineExceeded';
}

/** Milliseconds by which a timer is late in a process that is busy. */
const BUSY_MS = 25;

/** How often a busy process extends a deadline, each time by half of it. */
const EXTENSIONS = 6;

/** The options of a deadline. */
export interface DeadlineOptions extends TimerOptions {
  /** Defaults to true: something waits for the outcome. */
  readonly keepAlive?: boolean | undefined;
  /** Defaults to the time of this machine. */
  readonly clock?: Clock | undefined;
  /** Makes the error when the time is over. Defaults to a `DeadlineExceeded`. */
  readonly late?: (() => Error) | undefined;
  /** Ends the wait early. Omit it where nothing does. */
  readonly lifetime?: Lifetime | undefined;
  /** Makes the error when the lifetime ends first. */
  readonly ended?: (() => Error) | undefined;
}

/**
 * Runs a task within the step's deadline, which is extended while this process is too busy to read an answer. The task itself cannot be stopped: its later result or rejection is dropped.
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
  return settleWithin(work, ms, { clock, keepAlive, late, lifetime, ended });
}

interface Settling {
  readonly clock: Clock;
  readonly keepAlive: boolean;
  readonly late: () => Error;
  readonly lifetime: Lifetime | undefined;
  readonly ended: () => Error;
}

/** Like `withDeadline`, without defaults. */
export async function settleWithin<T>(
  work: T | PromiseLike<T>,
  ms: number,
  { clock, keepAlive, late, lifetime, ended }: Settling,
): Promise<T> {
  if (!isPromiseLike(work)) return work;
  let forget: (() => void) | undefined;
  let cancel: (() => void) | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    forget = lifetime?.onEnd(() => reject(ended()));
    const start = (wait: number, extensions: number): void => {
      const due = clock.monotonic() + wait;
      const end = (): void => {
        // A process that is too busy for its timers has not read the answers either, and a retry would add to its work.
        if (extensions > 0 && clock.monotonic() - due > BUSY_MS) start(ms / 2, extensions - 1);
        else reject(late());
      };
      cancel = clock.setTimer(end, wait, { keepAlive });
    };
    start(ms, EXTENSIONS);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    cancel?.();
    forget?.();
  }
}
