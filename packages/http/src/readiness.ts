import type { FlagDefinitions, Flagstaff } from '@flagstaff/core';

/** When the wait for a client is over, in monotonic milliseconds; one for each, however many apps and requests share it. */
const ends = new WeakMap<object, number>();

/**
 * Settles when the client has loaded or its budget is spent, and never rejects; undefined when there is nothing to wait for.
 *
 * The budget runs from the first request that finds the client loading: while a store is away, one second is lost once, not
 * by every request.
 */
export function firstLoad<F extends FlagDefinitions>(
  flagstaff: Flagstaff<F>,
  timeoutMs: number,
): Promise<void> | undefined {
  if (flagstaff.state !== 'loading' || timeoutMs === 0) return undefined;
  const now = performance.now();
  const end = ends.get(flagstaff) ?? now + timeoutMs;
  ends.set(flagstaff, end);
  // Each waits for itself: at the edge, what another request began may end with that one, without a word.
  return now < end ? settled(flagstaff.ready({ timeoutMs: end - now })) : undefined;
}

async function settled(loading: Promise<void>): Promise<void> {
  try {
    await loading;
  } catch {
    // Out of time, or closed: the client's events tell, and requests run on what there is.
  }
}
