import { invalidInput, readObject } from '../model/input.ts';

/**
 * A random source: returns a number from 0, inclusive, to 1, exclusive.
 * @inline
 */
export type Random = () => number;

/** Returns the delay ± 20 %, so that instances that start together drift apart. */
export function jittered(ms: number, random: Random): number {
  return ms * (0.8 + 0.4 * random());
}

/** The options of `createBackoff`. */
export interface BackoffOptions {
  /** Milliseconds before the first retry. */
  readonly first: number;
  /** Maximum milliseconds between retries. */
  readonly most: number;
  /** The source of jitter. */
  readonly random: Random;
}

/** Exponential backoff with full jitter: any delay up to the current one, so that instances that fail together spread out. */
export interface Backoff {
  /** Returns the milliseconds until the next retry, and doubles the delay after it. */
  next(): number;
  /** Starts again with the first delay. */
  reset(): void;
}

/**
 * Creates a backoff, which doubles from the first delay to the longest.
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid.
 */
export function createBackoff(options: BackoffOptions): Backoff {
  const { first, most, random } = readObject('createBackoff: the options', options, {
    first: true,
    most: true,
    random: true,
  });
  if (!isDelay(first)) throw invalidInput('createBackoff: first', 'a number of milliseconds', first);
  if (!isDelay(most)) throw invalidInput('createBackoff: most', 'a number of milliseconds', most);
  if (typeof random !== 'function') throw invalidInput('createBackoff: random', 'a function', random);
  return backoff({ first, most, random });
}

/** The same, for delays that are known to be valid. */
export function backoff({ first, most, random }: BackoffOptions): Backoff {
  let delay = first;
  return {
    next() {
      const current = delay;
      delay = Math.min(delay * 2, most);
      return current * random();
    },
    reset() {
      delay = first;
    },
  };
}

function isDelay(value: unknown): value is number {
  return typeof value === 'number' && value >= 0;
}
