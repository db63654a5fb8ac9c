import { startTimer } from './timers.ts';

/** The options of a timer. */
export interface TimerOptions {
  /** Keep the process alive until the timer fires. Defaults to false. */
  readonly keepAlive?: boolean | undefined;
}

/** A source of time. Tests use one that they advance manually. */
export interface Clock {
  /** Returns milliseconds since 1970, for display. Never used for ordering. */
  now(): number;
  /** Returns milliseconds since an arbitrary start. Never goes back. Used for all intervals. */
  monotonic(): number;
  /** Calls back once, after that many milliseconds. Returns a function that cancels. */
  setTimer(callback: () => void, ms: number, options?: TimerOptions): () => void;
}

/** The system clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimer: startTimer,
};

/** Resolves after that many milliseconds. Keeps the process alive meanwhile. */
export function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimer(resolve, ms, { keepAlive: true });
  });
}
