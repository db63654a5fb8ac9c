import { DeadlineExceeded, inBackground, withDeadline } from '@flagstaff/core/storage';

/** As `withDeadline`; `onLate` gets rid of what hangs. */
export function withCleanup<T>(work: PromiseLike<T>, milliseconds: number, onLate: () => void): Promise<T> {
  const late = (): Error => {
    inBackground(onLate);
    return new DeadlineExceeded('Time ran out.');
  };
  return withDeadline(work, milliseconds, { late });
}

/** Returns the remaining milliseconds, or 0. */
export type Countdown = () => number;

/** Starts a deadline that several steps share. */
export function countdown(milliseconds: number): Countdown {
  const end = performance.now() + milliseconds;
  return () => Math.max(0, end - performance.now());
}

/** As `countdown`, but starts when it is first read: once a connection is there. */
export function countdownFromFirstUse(milliseconds: number): Countdown {
  let left: Countdown | undefined;
  return () => (left ??= countdown(milliseconds))();
}

/** Resolves after 5 to 50 ms of jitter, so that colliding writers do not collide again. */
export function jitter(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 45));
}
