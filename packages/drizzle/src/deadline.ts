import { inBackground } from '@flagstaff/core/storage';

/** Thrown when something did not happen in the time that it had. */
export class DeadlineExceeded extends Error {
  override readonly name: string = 'DeadlineExceeded';
}

/**
 * The promise's outcome, unless time runs out first: then `onLate` gets rid of what hangs, and what the promise does is
 * nobody's concern any more.
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

/** Milliseconds that are left; 0: none. */
export type Countdown = () => number;

/** Begins to run now: what is done in several steps has one deadline for all of them. */
export function countdown(milliseconds: number): Countdown {
  const end = performance.now() + milliseconds;
  return () => Math.max(0, end - performance.now());
}

/** Resolves after some 5 to 50 ms, so that those who collided do not collide again. */
export function jitter(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 45));
}
