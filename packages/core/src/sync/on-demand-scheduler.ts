// Docs: docs/sync.md, "On demand"
import { inBackground } from '../timing/background.ts';
import type { Clock, Moment } from '../timing/clock.ts';
import { FAILURE_GAP } from './poll-scheduler.ts';
import type { RefreshOutcome, Scheduler } from './poll-scheduler.ts';
import { ageOf, momentOf } from '../timing/clock.ts';
import { singleFlight } from '../timing/one-at-a-time.ts';

/** Milliseconds after which an unfinished refresh is abandoned. Longer than all its deadlines together. */
const ABANDONED_AFTER_MS = 12_000;

export interface OnDemandOptions {
  readonly clock: Clock;
  /** Milliseconds that the backend may wait for its connection on top. Defaults to 0. */
  readonly connectTimeoutMs?: number | undefined;
  /** Refreshes from the store. Never rejects. */
  readonly refreshOnce: (announced: () => boolean) => Promise<RefreshOutcome>;
}

/**
 * Refreshes only on demand, without timers in between. For runtimes where timers and connections end with their request. A
 * refresh may then end silently with its request, and is skipped.
 */
export function createOnDemandScheduler({ clock, refreshOnce, connectTimeoutMs = 0 }: OnDemandOptions): Scheduler {
  const abandonedAfter = ABANDONED_AFTER_MS + connectTimeoutMs;
  let closed = false;
  let hinted = false;
  let started: Moment | undefined;
  /** When the next refresh is due, however recent the last one is. Undefined when its age decides. */
  let due: { readonly from: Moment; readonly afterMs: number } | undefined = { from: momentOf(clock), afterMs: 0 };
  let flight = singleFlight(run);

  async function run(): Promise<void> {
    if (closed) return;
    const start = momentOf(clock);
    started = start;
    hinted = false;
    const outcome = await refreshOnce(() => true);
    // The outcome of an abandoned refresh does not affect the next one.
    if (started === start) due = hinted ? { from: start, afterMs: 0 } : dueAfter(outcome, start);
  }

  function dueAfter(outcome: RefreshOutcome, start: Moment): typeof due {
    if (outcome === 'failed') return { from: start, afterMs: FAILURE_GAP };
    return typeof outcome === 'object' ? { from: momentOf(clock), afterMs: outcome.retryInMs } : undefined;
  }

  function isRecent(olderThanMs: number): boolean {
    if (started === undefined) return false;
    if (due === undefined || flight.running) return ageOf(started, clock) < olderThanMs;
    return ageOf(due.from, clock) < due.afterMs;
  }

  /** Each caller uses its own timer: another's request may have ended. */
  function boundedly(looking: Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      const cancel = clock.setTimer(resolve, abandonedAfter, { keepAlive: true });
      inBackground(() =>
        looking.finally(() => {
          cancel();
          resolve();
        }),
      );
    });
  }

  return {
    hint() {
      hinted = true;
    },
    async refresh({ olderThanMs = 0 } = {}) {
      if (closed) return;
      if (flight.running && started !== undefined && ageOf(started, clock) >= abandonedAfter)
        flight = singleFlight(run);
      const looking = olderThanMs > 0 && isRecent(olderThanMs) ? flight.current : flight.run();
      if (looking !== undefined) await boundedly(looking);
    },
    close() {
      closed = true;
    },
  };
}
