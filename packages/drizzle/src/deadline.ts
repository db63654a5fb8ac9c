import { inBackground } from '@flagstaff/core/storage';

/** Thrown when a deadline passes. */
export class DeadlineExceeded extends Error {
  override readonly name: string = 'DeadlineExceeded';
}

/**
 * Returns the promise's outcome, unless time runs out first. Then `onLate` cleans up, and the promise is ignored.
 */
export function withDeadline<T>(promise: Promise<T>, milliseconds: number, onLate: () => void): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new DeadlineExceeded('Time ran out.'));
      inBackground(onLate);
    }, milliseconds);
    inBackground(() => promise.then(resolve, reject).finally(() => clearTimeout(timer)));
  });
}

/** Returns the remaining milliseconds, or 0. */
export type Countdown = () => number;

/** Starts a deadline that several steps share. */
export function countdown(milliseconds: number): Countdown {
  const end = performance.now() + milliseconds;
  return () => Math.max(0, end - performance.now());
}

/** Resolves after 5 to 50 ms of jitter, so that colliding writers do not collide again. */
export function jitter(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 45));
}
