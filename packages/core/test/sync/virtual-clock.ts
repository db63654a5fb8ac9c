import type { Clock } from '../../src/timing/clock.ts';

export interface VirtualClock extends Clock {
  /** Advances time: every due timer fires, and its promises settle as far as possible. */
  advance(ms: number): Promise<void>;
  /** Sets the wall clock. Affects no interval and fires nothing. */
  setNow(now: number): void;
  /** Number of timers that have neither fired nor been cancelled. */
  readonly pending: number;
}

/** A clock that only advances manually. Core's own, because `fakeClock` of testkit is built on core. */
export function createVirtualClock(start = 1_700_000_000_000): VirtualClock {
  const timers = new Set<{ due: number; callback: () => void }>();
  let now = 0;
  let wall = start;

  function earliest(until: number): { due: number; callback: () => void } | undefined {
    let first: { due: number; callback: () => void } | undefined;
    for (const timer of timers) {
      if (timer.due <= until && (first === undefined || timer.due < first.due)) first = timer;
    }
    return first;
  }

  return {
    now: () => wall + now,
    monotonic: () => now,
    setTimer(callback, ms) {
      const timer = { due: now + Math.max(ms, 0), callback };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    async advance(ms) {
      const until = now + ms;
      await settle();
      for (let timer = earliest(until); timer !== undefined; timer = earliest(until)) {
        timers.delete(timer);
        now = Math.max(now, timer.due);
        timer.callback();
        await settle();
      }
      now = until;
    },
    setNow(instant) {
      wall = instant - now;
    },
    get pending() {
      return timers.size;
    },
  };
}

/** Settles everything that waits only for promises. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
