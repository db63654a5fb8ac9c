import { FlagstaffError } from '../model/error.ts';
import { isPromiseLike } from './background.ts';
import { systemClock } from './clock.ts';
import type { Clock, TimerOptions } from './clock.ts';
import type { Lifetime } from './lifetime.ts';

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
async function settleWithin<T>(
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

/**
 * Milliseconds that each step may take; no step waits for ever. They are for backends that have no limit of their own, and lie
 * above the limits of those that have: a backend that gives up knows why, and here is only known that it took too long.
 */
const DEADLINES = {
  /** Reading the revision. */
  head: 1_500,
  /** Reading documents, commits or history. */
  load: 4_500,
  /** Starting to watch; until it does, changes are polled for. */
  watch: 9_000,
  /** Writing. */
  commit: 5_000,
  /** Looking up members, for which a request waits, whether or not there is a connection. */
  members: 1_500,
  /** Reading or writing the last-known-good copy. */
  copy: 4_500,
  /** Stopping a watch, and closing the backend. Together they stay below a second. */
  stop: 400,
} as const;

export type Step = keyof typeof DEADLINES;

export interface StepDeadlineOptions extends TimerOptions {
  readonly clock: Clock;
  /** Milliseconds that the backend may wait for its connection on top. Defaults to 0. */
  readonly connectTimeoutMs?: number | undefined;
  /** The backend and what it does, for the message: `redis: reading the revision`. */
  readonly what: string;
  /** Rejects with `CLOSED` when this ends. */
  readonly lifetime?: Lifetime;
}

/** Settles as `task` does, or rejects with `STORAGE_TIMEOUT` when the time of the step is over. */
export async function withStepDeadline<T>(
  step: Step,
  task: () => Promise<T>,
  { clock, what, lifetime, connectTimeoutMs = 0, keepAlive = false }: StepDeadlineOptions,
): Promise<T> {
  const ms = DEADLINES[step] + connectTimeoutMs;
  const late = (): FlagstaffError => new FlagstaffError('STORAGE_TIMEOUT', `${what} did not finish within ${ms} ms.`);
  const ended = (): FlagstaffError =>
    new FlagstaffError('CLOSED', `${what} was aborted because the client was closed.`);
  return settleWithin(settled(task), ms, { clock, keepAlive, late, lifetime, ended });
}

/** A task that throws at once counts as one that rejects. */
async function settled<T>(task: () => Promise<T>): Promise<T> {
  return task();
}
