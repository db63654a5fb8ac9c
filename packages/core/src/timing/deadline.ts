import { FlagstaffError } from '../model/error.ts';
import type { Clock, TimerOptions } from './clock.ts';
import type { Lifetime } from './lifetime.ts';

/**
 * Deadlines of each step, in milliseconds. They exceed the backends' own limits, because a backend that times out can report the
 * cause.
 */
export const DEADLINES = {
  /** Reading the revision. */
  head: 1_500,
  /** Reading documents, commits or history. */
  load: 4_500,
  /** Starting to watch. Changes are polled for meanwhile. */
  watch: 9_000,
  /** Writing. */
  commit: 5_000,
  /** Stopping a watch, and closing the backend. Less than a second in total. */
  stop: 400,
} as const;

export type Step = keyof typeof DEADLINES;

export interface DeadlineOptions extends TimerOptions {
  readonly clock: Clock;
  /** The step's name for messages, such as `redis: reading the revision`. */
  readonly what: string;
  /** Rejects with `CLOSED` when this ends. */
  readonly lifetime?: Lifetime;
}

/**
 * Runs a task within the step's deadline. The task itself cannot be stopped: its later result or rejection is dropped.
 * @throws {FlagstaffError} STORAGE_TIMEOUT when the deadline has passed.
 */
export async function withDeadline<T>(step: Step, task: () => Promise<T>, options: DeadlineOptions): Promise<T> {
  const { clock, what, lifetime, keepAlive = false } = options;
  let forget: (() => void) | undefined;
  let cancel: (() => void) | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    forget = lifetime?.onEnd(() =>
      reject(new FlagstaffError('CLOSED', `${what} was abandoned: the client was closed.`)),
    );
    cancel = clock.setTimer(
      () => reject(new FlagstaffError('STORAGE_TIMEOUT', `${what} did not finish within ${DEADLINES[step]} ms.`)),
      DEADLINES[step],
      { keepAlive },
    );
  });
  try {
    return await Promise.race([settled(task), tooLate]);
  } finally {
    cancel?.();
    forget?.();
  }
}

/** A task that throws synchronously rejects instead. */
async function settled<T>(task: () => Promise<T>): Promise<T> {
  return task();
}
