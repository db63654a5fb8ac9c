import { setMaxListeners } from 'node:events';

/** Creates a controller that any number of listeners can wait on without a warning. */
export function createEnd(): AbortController {
  const end = new AbortController();
  setMaxListeners(0, end.signal);
  return end;
}

/** Thrown when a deadline passes. */
export class DeadlineExceeded extends Error {
  override readonly name: string = 'DeadlineExceeded';
}

/** Returns the promise's outcome, unless time runs out or the signal aborts first. Then the promise is ignored. */
export function withDeadline<T>(promise: Promise<T>, milliseconds: number, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => settle(() => reject(new DeadlineExceeded('Time ran out.'))), milliseconds);
    const onAbort = (): void => settle(() => reject(new Error('Closed.')));
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      act();
    };
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    promise.then(
      (value) => settle(() => resolve(value)),
      (error: unknown) => settle(() => reject(error)),
    );
  });
}

/** Resolves after a delay, or immediately when the signal aborts. Does not keep the process alive. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds <= 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    timer.unref();
    signal.addEventListener('abort', done);
  });
}

/** Returns the delay before the next attempt after consecutive failures: doubling from 50 to 1,000 ms, plus up to 200 ms of jitter. */
export function backoff(failures: number): number {
  return Math.min(50 * 2 ** Math.min(failures, 10), 1_000) + Math.random() * 200;
}
