/** Milliseconds that a request waits for a function of the application, or for the rest of its body. */
const MAX_WAIT_MS = 30_000;

/** Waits for a promise, or for what is none. Rejects when it does not settle within 30 seconds. */
export async function withDeadline<T>(given: T | PromiseLike<T>): Promise<T> {
  if (!isThenable(given)) return given;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`It did not settle within ${MAX_WAIT_MS} ms.`)), MAX_WAIT_MS);
  });
  try {
    return await Promise.race([given, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
