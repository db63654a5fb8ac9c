import { FlagstaffError } from '../model/error.ts';
import type { Clock, TimerOptions } from './clock.ts';
import { settleWithin } from './deadline.ts';
import type { Lifetime } from './lifetime.ts';

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
