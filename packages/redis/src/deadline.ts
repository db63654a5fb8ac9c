import { setMaxListeners } from 'node:events';

/** Something that ends once, for whoever waits on it: any number may, without a warning. */
export function createEnd(): AbortController {
  const end = new AbortController();
  setMaxListeners(0, end.signal);
  return end;
}

/** Thrown when something did not happen in the time that it had. */
export class DeadlineExceeded extends Error {
  override readonly name: string = 'DeadlineExceeded';
}

/** The promise's outcome, unless time runs out or the signal aborts first; then what the promise does is nobody's concern. */
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

/** Resolves after a while, or at once when the signal aborts. Does not keep the process alive. */
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

/** Milliseconds before the next attempt after so many failures in a row: doubling from 50 to 1,000, and up to 200 by chance. */
export function backoff(failures: number): number {
  return Math.min(50 * 2 ** Math.min(failures, 10), 1_000) + Math.random() * 200;
}
