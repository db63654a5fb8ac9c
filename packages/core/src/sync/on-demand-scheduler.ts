// Docs: docs/sync.md, "On demand"
import { inBackground } from '../timing/background.ts';
import type { Clock } from '../timing/clock.ts';
import { FAILURE_GAP } from './poll-scheduler.ts';
import type { LookOutcome, Scheduler } from './poll-scheduler.ts';
import { singleFlight } from '../timing/single-flight.ts';

/** Milliseconds after which a look that has not ended never will: longer than all of its deadlines together. */
const LOST = 12_000;

export interface OnDemandOptions {
  readonly clock: Clock;
  /** Looks at the store; never rejects. */
  readonly look: (announced: () => boolean) => Promise<LookOutcome>;
}

/**
 * Looks only when asked, and sets no timer between two looks. For runtimes where timers and connections belong to the request
 * that made them and end with it: a look may end with its request too, without a word, and is then looked past.
 */
export function createOnDemandScheduler({ clock, look }: OnDemandOptions): Scheduler {
  let closed = false;
  let hinted = false;
  let started = Number.NEGATIVE_INFINITY;
  /** When the next look is due, however recent the last one is; undefined: its age decides. */
  let dueAt: number | undefined = Number.NEGATIVE_INFINITY;
  let flight = singleFlight(run);

  async function run(): Promise<void> {
    if (closed) return;
    const start = clock.monotonic();
    started = start;
    hinted = false;
    const outcome = await look(() => true);
    // A look that was given up for lost has nothing to say about the one that came after it.
    if (started === start) dueAt = hinted ? start : dueAfter(outcome, start);
  }

  function dueAfter(outcome: LookOutcome, start: number): number | undefined {
    if (outcome === 'calm') return undefined;
    return outcome === 'failed' ? start + FAILURE_GAP : clock.monotonic() + outcome.againIn;
  }

  function isRecent(olderThanMs: number): boolean {
    const now = clock.monotonic();
    return dueAt === undefined || flight.running ? now - started < olderThanMs : now < dueAt;
  }

  /** Each waits on a timer of its own: another's request may be gone. */
  function boundedly(looking: Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      const cancel = clock.setTimer(resolve, LOST, { keepAlive: true });
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
      if (flight.running && clock.monotonic() - started >= LOST) flight = singleFlight(run);
      const looking = olderThanMs > 0 && isRecent(olderThanMs) ? flight.current : flight.run();
      if (looking !== undefined) await boundedly(looking);
    },
    close() {
      closed = true;
    },
  };
}
