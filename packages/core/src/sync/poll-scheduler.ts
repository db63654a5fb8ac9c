// Docs: docs/sync.md, "When the client looks"
import { jittered } from '../timing/backoff.ts';
import type { Random } from '../timing/backoff.ts';
import { inBackground } from '../timing/background.ts';
import type { Clock } from '../timing/clock.ts';
import { singleFlight } from '../timing/single-flight.ts';

/** Milliseconds between the starts of two looks that hints ask for. */
const HINT_GAP = 50;
/** Milliseconds between the starts of two looks while the store fails: at most two attempts a second. */
export const FAILURE_GAP = 500;
/** Milliseconds until the next look at most while the store fails: who polls rarely does not want to recover late. */
const FAILURE_INTERVAL = 2_000;

/** How a look ended; decides when the next one is due: in that many milliseconds, or when it is time to poll. */
export type LookOutcome = 'calm' | 'failed' | { readonly againIn: number };

export interface PollSchedulerOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly pollIntervalMs: number;
  /** Looks at the store; never rejects. `announced`: a hint came since the look before. */
  readonly look: (announced: () => boolean) => Promise<LookOutcome>;
}

/** Decides when to look: never twice at a time, soon after a hint, and every poll interval for ever. */
export interface Scheduler {
  /** Look soon. A hint during a look leads to one more look. */
  hint(): void;
  /**
   * Looks at once, as if hinted; resolves after a look that started after this call. Where the last look that succeeded began
   * less than `olderThanMs` (default 0) ago, that one will do, and so will one that has just failed.
   */
  refresh(options?: { readonly olderThanMs?: number }): Promise<void>;
  close(): void;
}

export function createPollScheduler({ clock, random, pollIntervalMs, look }: PollSchedulerOptions): Scheduler {
  let closed = false;
  let hinted = false;
  let failing = false;
  let lastStart = Number.NEGATIVE_INFINITY;
  let next: { due: number; cancel: () => void } | undefined;

  const flight = singleFlight(async () => {
    cancel();
    if (closed) return;
    lastStart = clock.monotonic();
    const announcedBefore = hinted;
    hinted = false;
    const outcome = await look(() => announcedBefore || hinted);
    failing = outcome === 'failed';
    schedule(hinted ? gapLeft() : intervalAfter(outcome));
  });

  function intervalAfter(outcome: LookOutcome): number {
    if (typeof outcome === 'object') return Math.max(outcome.againIn, HINT_GAP);
    const interval = outcome === 'failed' ? Math.min(pollIntervalMs, FAILURE_INTERVAL) : pollIntervalMs;
    return Math.max(jittered(interval, random), FAILURE_GAP);
  }

  function gapLeft(): number {
    return lastStart + (failing ? FAILURE_GAP : HINT_GAP) - clock.monotonic();
  }

  /** Sets the next look to then, unless one is due earlier. */
  function schedule(ms: number): void {
    if (closed) return;
    const due = clock.monotonic() + ms;
    if (next !== undefined && next.due <= due) return;
    cancel();
    next = { due, cancel: clock.setTimer(() => inBackground(flight.run), ms) };
  }

  function cancel(): void {
    next?.cancel();
    next = undefined;
  }

  return {
    hint() {
      hinted = true;
      if (flight.running || closed) return;
      const wait = gapLeft();
      if (wait <= 0) inBackground(flight.run);
      else schedule(wait);
    },
    async refresh({ olderThanMs = 0 } = {}) {
      const age = clock.monotonic() - lastStart;
      if (olderThanMs > 0 && age < (failing ? FAILURE_GAP : olderThanMs)) return flight.current;
      hinted = true;
      return flight.run();
    },
    close() {
      closed = true;
      cancel();
    },
  };
}
