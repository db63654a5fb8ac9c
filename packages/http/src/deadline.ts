/** Milliseconds that a request waits for an application function, or for the rest of its body. */
const MAX_WAIT_MS = 30_000;

/** Awaits a promise or a plain value. Rejects when it does not settle within 30 seconds. */
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
