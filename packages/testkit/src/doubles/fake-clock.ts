import type { Clock } from '@flagstaff/core';

export interface FakeClockOptions {
  /** Where the wall clock starts. Default 2026-01-01T00:00:00Z. */
  readonly now?: Date;
}

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
  /** Moves time on, and fires what falls due on the way, in order; what those callbacks started has run when it resolves. */
  advance(ms: number): Promise<void>;
  /** Sets the wall clock, as a correction by a time server does: no interval is affected, nothing fires. */
  setNow(now: Date): void;
  /** Timers that have not fired. */
  readonly pending: number;
}

interface Timer {
  readonly due: number;
  readonly callback: () => void;
}

/** A clock for tests: hand it to `createFlagstaff` as `clock`. */
export function fakeClock({ now = new Date('2026-01-01T00:00:00Z') }: FakeClockOptions = {}): FakeClock {
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

/** Everything that was waiting for promises has run. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
