import { invalidInput, readObject } from '../model/input.ts';

/** A source of chance: a number from 0 up to, not including, 1. */
export type Random = () => number;

/** The delay, give or take a fifth: many instances that started together do not stay together. */
export function jittered(ms: number, random: Random): number {
  return ms * (0.8 + 0.4 * random());
}

export interface BackoffOptions {
  /** Milliseconds before the first retry. */
  readonly first: number;
  /** Milliseconds between retries at most. */
  readonly most: number;
  readonly random: Random;
}

/** Delays that double, with jitter. */
export interface Backoff {
  next(): number;
  reset(): void;
}

/** @throws {FlagstaffError} INVALID_OPTIONS */
export function createBackoff(options: BackoffOptions): Backoff {
  const { first, most, random } = readObject('createBackoff: the options', options);
  if (!isDelay(first)) throw invalidInput('createBackoff: first', 'a number of milliseconds', first);
  if (!isDelay(most)) throw invalidInput('createBackoff: most', 'a number of milliseconds', most);
  if (typeof random !== 'function') throw invalidInput('createBackoff: random', 'a function', random);
  let delay = first;
  return {
    next() {
      const current = delay;
      delay = Math.min(delay * 2, most);
      return jittered(current, random);
    },
    reset() {
      delay = first;
    },
  };
}

function isDelay(value: unknown): value is number {
  return typeof value === 'number' && value >= 0;
}
