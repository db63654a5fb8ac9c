/**
 * Starts something that nothing waits for: a background task, a listener, a hook. Errors that it throws or rejects with go to
 * `failed`. Neither can end the process.
 *
 * @param failed Omit it when a failure needs no report: a lost hint, or a connection that is gone anyway.
 */
export function inBackground(task: () => unknown, failed: (error: unknown) => void = ignore): void {
  try {
    const result = task();
    if (!isPromiseLike(result)) return;
    const settled: unknown = result.then(undefined, (error: unknown) => report(failed, error));
    // The `then` of a foreign object may itself be asynchronous and reject.
    if (settled instanceof Promise) settled.then(undefined, ignore);
  } catch (error) {
    report(failed, error);
  }
}

/** Whether a value has a `then` method. */
export function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function report(failed: (error: unknown) => void, error: unknown): void {
  try {
    failed(error);
  } catch {
    // The report itself failed. Continue.
  }
}

function ignore(): void {
  // Nothing depends on the outcome.
}
