import { startTimer } from './timers.ts';

export interface TimerOptions {
  /** Keep the process alive until the timer fires: somebody waits for it. Default false. */
  readonly keepAlive?: boolean;
}

/** Where time comes from. Tests hand in one that they move by hand. */
export interface Clock {
  /** Milliseconds since 1970: for what a user sees. Orders nothing. */
  now(): number;
  /** Milliseconds since some start; never goes back. All intervals are measured with it. */
  monotonic(): number;
  /** Calls back once, after that many milliseconds; returns a function that cancels. */
  setTimer(callback: () => void, ms: number, options?: TimerOptions): () => void;
}

/** The time of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimer: startTimer,
};

/** Resolves after that many milliseconds; keeps the process alive meanwhile. */
export function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimer(resolve, ms, { keepAlive: true });
  });
}
