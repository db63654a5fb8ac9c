/**
 * Calls a function of somebody else. What it throws, and what a promise that it returns rejects with, goes to `failed`: a
 * rejection that nobody looks at would end the process.
 */
export function callForeign(call: () => unknown, failed: (error: unknown) => void): void {
  try {
    const result = call();
    if (isPromiseLike(result)) result.then(undefined, failed);
  } catch (error) {
    failed(error);
  }
}

export function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
