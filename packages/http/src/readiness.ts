import { sharedInProcess } from '@flagstaff/core/storage';
import type { FlagDefinitions, Flagstaff } from '@flagstaff/core';

/** When the wait for a client ends, in monotonic milliseconds. One entry per client, shared by all apps and requests. */
const ends = /* @__PURE__ */ sharedInProcess('first-loads', () => new WeakMap<object, number>());

/**
 * Settles when the client has loaded or its budget is spent. Never rejects. Undefined when there is nothing to wait for.
 *
 * The budget starts with the first request that finds the client loading: an unavailable store costs one second once, not for every
 * request.
 */
export function firstLoad<F extends FlagDefinitions>(
  flagstaff: Flagstaff<F>,
  timeoutMs: number,
): Promise<void> | undefined {
  if (flagstaff.state !== 'loading' || timeoutMs === 0) return undefined;
  const now = performance.now();
  const end = ends.get(flagstaff) ?? now + timeoutMs;
  ends.set(flagstaff, end);
  // Each request waits for its own promise: on edge runtimes, work that another request started may be canceled with it.
  return now < end ? settled(flagstaff.ready({ timeoutMs: end - now })) : undefined;
}

async function settled(loading: Promise<void>): Promise<void> {
  try {
    await loading;
  } catch {
    // Timed out or closed: the client's events report it, and requests use what is loaded.
  }
}
