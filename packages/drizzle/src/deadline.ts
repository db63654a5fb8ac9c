import { DeadlineExceeded, inBackground, withDeadline } from '@flagstaff/core/storage';

/** As `withDeadline`; `onLate` gets rid of what hangs. */
export function withCleanup<T>(work: PromiseLike<T>, milliseconds: number, onLate: () => void): Promise<T> {
  const late = (): Error => {
    inBackground(onLate);
    return new DeadlineExceeded('Time ran out.');
  };
  return withDeadline(work, milliseconds, { late });
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
