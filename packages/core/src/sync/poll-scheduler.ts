// Docs: docs/sync.md, "When the client refreshes"
import { jittered } from '../timing/backoff.ts';
import type { Random } from '../timing/backoff.ts';
import { inBackground } from '../timing/background.ts';
import type { Clock, Moment } from '../timing/clock.ts';
import { ageOf, momentOf } from '../timing/clock.ts';
import { singleFlight } from '../timing/one-at-a-time.ts';

/** Minimum milliseconds between the starts of two refreshes caused by hints. */
const HINT_GAP = 50;
/** Minimum milliseconds between the starts of two refreshes while the store fails: at most two attempts per second. */
export const FAILURE_GAP = 500;
/** Milliseconds between two polls. Also the maximum while the store fails, so that a long interval does not delay recovery. */
const POLL_INTERVAL = 2_000;
/** Milliseconds between two polls while the store announces changes and none occur. Below 30 s with jitter. */
const IDLE_POLL_INTERVAL = 25_000;
/** The factor by which the interval grows from one to the other, with each poll. */
const GROWTH = 4;

/**
 * The outcome of a refresh, which schedules the next one: after that many milliseconds, or at the poll interval. `calm`: it succeeded,
 * and the store is known to announce changes.
 */
export type RefreshOutcome = 'ok' | 'calm' | 'failed' | { readonly retryInMs: number };

export interface PollSchedulerOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** A fixed interval. Defaults to one that grows while changes are announced and none occur. */
  readonly pollIntervalMs: number | undefined;
  /** Refreshes from the store. Never rejects. `announced` returns whether a hint arrived since the previous refresh. */
  readonly refreshOnce: (announced: () => boolean) => Promise<RefreshOutcome>;
}

/** Schedules refreshes: one at a time, soon after a hint, and at every poll interval. */
export interface Scheduler {
  /** Schedules a refresh soon. A hint during a refresh causes one more. */
  hint(): void;
  /**
   * Refreshes now, as after a hint. Resolves after a refresh that started after this call, unless the last successful one began
   * less than `olderThanMs` (defaults to 0) ago, or one has just failed.
   */
  refresh(options?: { readonly olderThanMs?: number }): Promise<void>;
  close(): void;
}

export function createPollScheduler({ clock, random, pollIntervalMs, refreshOnce }: PollSchedulerOptions): Scheduler {
  const shortest = pollIntervalMs ?? POLL_INTERVAL;
  const longest = pollIntervalMs ?? IDLE_POLL_INTERVAL;
  let interval = shortest;
  let closed = false;
  let hinted = false;
  let failing = false;
  let lastStart: Moment | undefined;
  let next: { due: number; cancel: () => void } | undefined;

  const flight = singleFlight(async () => {
    cancel();
    if (closed) return;
    lastStart = momentOf(clock);
    const announcedBefore = hinted;
    hinted = false;
    const outcome = await refreshOnce(() => announcedBefore || hinted);
    failing = outcome === 'failed';
    schedule(hinted ? gapLeft() : intervalAfter(outcome));
  });

  function intervalAfter(outcome: RefreshOutcome): number {
    if (typeof outcome === 'object') return Math.max(outcome.retryInMs, HINT_GAP);
    const failed = outcome === 'failed';
    interval = outcome === 'calm' ? Math.min(interval * GROWTH, longest) : shortest;
    return Math.max(jittered(failed ? Math.min(interval, POLL_INTERVAL) : interval, random), FAILURE_GAP);
  }

  function gapLeft(): number {
    return lastStart === undefined ? 0 : (failing ? FAILURE_GAP : HINT_GAP) - ageOf(lastStart, clock);
  }

  /** Schedules the next refresh, unless an earlier one is scheduled. */
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
      const age = lastStart === undefined ? Number.POSITIVE_INFINITY : ageOf(lastStart, clock);
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
