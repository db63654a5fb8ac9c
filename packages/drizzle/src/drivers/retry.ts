import { DeadlineExceeded } from '@flagstaff/core/storage';
import { jitter } from '../deadline.ts';
import type { Countdown } from '../deadline.ts';
import { faultOf, harmless } from '../fault.ts';

/**
 * Retries a transaction after a deadlock, a lock timeout, or a concurrent change of a row, and once after a connection was lost.
 */
export function untilNoCollision<T>(left: Countdown, attempt: () => Promise<T>): Promise<T> {
  return onceMoreAfterLoss(left, async () => {
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (faultOf(error).kind !== 'collision') throw error;
        await jitter();
        if (left() === 0) throw error;
      }
    }
  });
}

/** Retries once after a connection was lost before anything could have been written: pools hand out connections that died while idle. */
export async function onceMoreAfterLoss<T>(left: Countdown, attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    const { kind, uncertain } = faultOf(error);
    if (kind !== 'lost' || uncertain) throw error;
    await jitter();
    if (left() === 0) throw error;
    return attempt();
  }
}

/** Retries while another process holds the lock. Calls `onBusy` each time. Does not block the event loop. */
export async function untilNotBusy<T>(
  left: Countdown,
  attempt: (wasBusy: boolean) => Promise<T>,
  onBusy: () => void,
): Promise<T> {
  // A task that waited in the queue past its deadline does not start: its caller has given up.
  if (left() === 0) throw harmless(new DeadlineExceeded('Time ran out.'));
  for (let wasBusy = false; ; wasBusy = true) {
    try {
      return await attempt(wasBusy);
    } catch (error) {
      if (faultOf(error).kind !== 'busy') throw error;
      onBusy();
      await jitter();
      if (left() === 0) throw error;
    }
  }
}
