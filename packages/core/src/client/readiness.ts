import { FlagstaffError } from '../model/error.ts';
import type { Clock } from '../timing/clock.ts';

/** The state that `ready()` waits for. */
export interface Readiness {
  /** Resolves when ready. Rejects with `READY_TIMEOUT`, `CLOSED`, or the error passed to `fail`. */
  wait(timeoutMs: number): Promise<void>;
  resolve(): void;
  /** Rejects current and later waits until it becomes ready. */
  fail(error: FlagstaffError): void;
  /** Rejects current and later waits permanently. */
  close(): void;
}

/** @param latest Returns the latest error that holds: why a wait was in vain. */
export function createReadiness(clock: Clock, latest: () => FlagstaffError | undefined): Readiness {
  /** Ends each wait: in vain when there is an error. */
  const waiting = new Set<(error?: FlagstaffError) => void>();
  let state: 'waiting' | 'open' | 'shut' = 'waiting';
  let barred: FlagstaffError | undefined;

  return {
    async wait(timeoutMs) {
      if (state === 'open') return;
      if (state === 'shut') throw closed();
      if (barred !== undefined) throw barred;
      await new Promise<void>((resolve, reject) => {
        const settle = (error?: FlagstaffError): void => {
          waiting.delete(settle);
          cancel();
          if (error === undefined) resolve();
          else reject(error);
        };
        // The caller waits, so keep the process alive until the timeout.
        const cancel = clock.setTimer(() => settle(tooLate(timeoutMs, latest())), timeoutMs, { keepAlive: true });
        waiting.add(settle);
      });
    },
    resolve() {
      if (state !== 'waiting') return;
      state = 'open';
      barred = undefined;
      for (const settle of waiting) settle();
    },
    fail(error) {
      if (state === 'shut') return;
      state = 'waiting';
      barred = error;
      for (const settle of waiting) settle(error);
    },
    close() {
      state = 'shut';
      for (const settle of waiting) settle(closed());
    },
  };
}

function tooLate(timeoutMs: number, cause: FlagstaffError | undefined): FlagstaffError {
  const what = `Nothing was loaded from the store within ${timeoutMs} ms. Loading continues.`;
  if (cause === undefined) return new FlagstaffError('READY_TIMEOUT', what);
  return new FlagstaffError('READY_TIMEOUT', `${what} The latest error is ${cause.code}: ${cause.message}`, { cause });
}

function closed(): FlagstaffError {
  return new FlagstaffError('CLOSED', 'The client is closed.');
}
