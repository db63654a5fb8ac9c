import { backoff as createBackoff } from './backoff.ts';
import type { Clock } from './clock.ts';
import { createLifetime } from './lifetime.ts';
import type { Lifetime } from './lifetime.ts';

/** Milliseconds between two probes of something that fails. */
const PROBES = { first: 100, most: 2_000, random: Math.random } as const;

/** Remembers that calls fail, so that later callers do not wait for the same failure. */
export interface Breaker {
  /**
   * `closed`: calls are made. `open`: calls fail, make none. `half-open`: make a call as a probe, without waiting for it. Reading
   * `half-open` claims the probe.
   */
  readonly state: 'closed' | 'open' | 'half-open';
  /** Starts a call. Its lifetime ends when another call fails, so that all who wait share the first failure. */
  enter(): { readonly lifetime: Lifetime; readonly settle: (succeeded: boolean) => void };
  /** Something else succeeded that began at this monotonic time. Calls are worth waiting for if they failed before that. */
  reached(since: number): void;
}

export function createBreaker(clock: Clock): Breaker {
  const backoff = createBackoff(PROBES);
  let waiting = createLifetime();
  let failure: { readonly at: number; readonly probeAt: number; probing: boolean; over: boolean } | undefined;

  return {
    get state() {
      if (failure === undefined) return 'closed';
      if (clock.monotonic() < failure.probeAt) return 'open';
      if (failure.over) return 'closed';
      if (failure.probing) return 'open';
      failure.probing = true;
      return 'half-open';
    },
    enter() {
      const lifetime = waiting;
      return {
        lifetime,
        settle(succeeded) {
          if (succeeded) {
            failure = undefined;
            backoff.reset();
            return;
          }
          const at = clock.monotonic();
          failure = { at, probeAt: at + backoff.next(), probing: false, over: false };
          waiting = createLifetime();
          lifetime.end();
        },
      };
    },
    reached(since) {
      if (failure !== undefined && since > failure.at) failure.over = true;
    },
  };
}
