import type { Clock } from '../../src/timing/clock.ts';

export interface VirtualClock extends Clock {
  /** Lets that many milliseconds go by: every timer that becomes due fires, and what it starts is let go as far as it gets. */
  advance(ms: number): Promise<void>;
  /** Timers that have neither fired nor been cancelled. */
  readonly pending: number;
}

/** A clock that only moves when it is told to. */
export function createVirtualClock(start = 1_700_000_000_000): VirtualClock {
  const timers = new Set<{ due: number; callback: () => void }>();
  let now = 0;

  function earliest(until: number): { due: number; callback: () => void } | undefined {
    let first: { due: number; callback: () => void } | undefined;
    for (const timer of timers) {
      if (timer.due <= until && (first === undefined || timer.due < first.due)) first = timer;
    }
    return first;
  }

  return {
    now: () => start + now,
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
    get pending() {
      return timers.size;
    },
  };
}

/** Lets everything happen that waits for nothing but promises. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
