import { FlagstaffError } from '../model/error.ts';
import type { Clock, TimerOptions } from './clock.ts';
import type { Lifetime } from './lifetime.ts';

/**
 * Milliseconds that each step may take; no step waits for ever. They are for backends that have no limit of their own, and lie
 * above the limits of those that have: a backend that gives up knows why, and here is only known that it took too long.
 */
export const DEADLINES = {
  /** Reading the revision. */
  head: 1_500,
  /** Reading documents, commits or history. */
  load: 4_500,
  /** Starting to watch; until it does, changes are polled for. */
  watch: 9_000,
  /** Writing. */
  commit: 5_000,
  /** Stopping a watch, and closing the backend. Together they stay below a second. */
  stop: 400,
} as const;

export type Step = keyof typeof DEADLINES;

export interface DeadlineOptions extends TimerOptions {
  readonly clock: Clock;
  /** Who is waited for, and for what: `redis: reading the revision`. For the message. */
  readonly what: string;
  /** Gives up with `CLOSED` when this ends. */
  readonly lifetime?: Lifetime;
}

/**
 * What `task` resolves to, or a rejection with `STORAGE_TIMEOUT` when the step's time is over. The task itself cannot be
 * stopped: what it brings later, a rejection too, is dropped.
 */
export async function withDeadline<T>(step: Step, task: () => Promise<T>, options: DeadlineOptions): Promise<T> {
  const { clock, what, lifetime, keepAlive = false } = options;
  let forget: (() => void) | undefined;
  let cancel: (() => void) | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    forget = lifetime?.onEnd(() =>
      reject(new FlagstaffError('CLOSED', `${what} was given up: the client was closed.`)),
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

/** A task that throws at once counts as one that rejects. */
async function settled<T>(task: () => Promise<T>): Promise<T> {
  return task();
}
