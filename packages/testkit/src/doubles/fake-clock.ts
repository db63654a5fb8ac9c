import { readOptions } from '@flagstaff/core/storage';
import type { Clock } from '@flagstaff/core';

/** The options of `fakeClock`. */
export interface FakeClockOptions {
  /** The initial wall clock time. Defaults to 2026-01-01T00:00:00Z. */
  readonly now?: Date | undefined;
}

/** A clock that only moves when a test advances it. */
export interface FakeClock extends Clock {
  /** Advances time and fires due timers in order. Resolves after everything that their callbacks started has run. */
  advance(ms: number): Promise<void>;
  /** Sets the wall clock, as a time server's correction does. Affects no interval and fires nothing. */
  setNow(now: Date): void;
  /** Number of timers that have not fired. */
  readonly pending: number;
}

interface Timer {
  readonly due: number;
  readonly callback: () => void;
}

/** Creates a clock for tests. Pass it to `createFlagstaff` as `clock`. */
export function fakeClock(options?: FakeClockOptions): FakeClock {
  const { now = new Date('2026-01-01T00:00:00Z') } = readOptions('fakeClock', options, { now: true });
  const timers = new Set<Timer>();
  let elapsed = 0;
  let wall = now.getTime();

  function next(until: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of timers) {
      if (timer.due <= until && (first === undefined || timer.due < first.due)) first = timer;
    }
    return first;
  }

  function moveTo(instant: number): void {
    wall += instant - elapsed;
    elapsed = instant;
  }

  return {
    now: () => wall,
    monotonic: () => elapsed,

    setTimer(callback, ms) {
      const timer: Timer = { due: elapsed + Math.max(0, Number.isNaN(ms) ? 0 : ms), callback };
      timers.add(timer);
      return () => void timers.delete(timer);
    },

    async advance(ms) {
      const until = elapsed + ms;
      await settled();
      for (let timer = next(until); timer !== undefined; timer = next(until)) {
        timers.delete(timer);
        moveTo(timer.due);
        timer.callback();
        await settled();
      }
      moveTo(until);
    },

    setNow(instant) {
      wall = instant.getTime();
    },

    get pending() {
      return timers.size;
    },
  };
}

/** Resolves when all pending promise callbacks have run. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
