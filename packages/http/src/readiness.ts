import type { FlagDefinitions, Flagstaff } from '@flagstaff/core';

/** One wait per client, however many apps and requests share it. */
const waits = new WeakMap<object, Promise<void>>();

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
  let wait = waits.get(flagstaff);
  if (wait === undefined) {
    wait = settled(flagstaff.ready({ timeoutMs }));
    waits.set(flagstaff, wait);
  }
  return wait;
}

async function settled(loading: Promise<void>): Promise<void> {
  try {
    await loading;
  } catch {
    // Out of time, or closed: the client's events tell, and requests run on what there is.
  }
}
