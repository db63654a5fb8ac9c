import { DeadlineExceeded } from '@flagstaff/core/storage';
import { jitter } from '../deadline.ts';
import type { Countdown } from '../deadline.ts';
import { faultOf, harmless } from '../fault.ts';

/**
 * Runs a transaction again after a deadlock, a wait for a lock that lasted too long, or a row that changed meanwhile; and once
 * after its connection was lost before anything could have happened: pools hand out connections that died in the meantime.
 */
export async function untilNoCollision<T>(left: Countdown, attempt: () => Promise<T>): Promise<T> {
  for (let losses = 0; ;) {
    try {
      return await attempt();
    } catch (error) {
      const { kind, uncertain } = faultOf(error);
      if (kind === 'lost' && !uncertain) losses += 1;
      else if (kind !== 'collision') throw error;
      if (losses > 1) throw error;
      await jitter();
      if (left() === 0) throw error;
    }
  }
}

/** Tries again while somebody else holds the lock; `onBusy` is called each time. Does not wait on the event loop. */
export async function untilNotBusy<T>(
  left: Countdown,
  attempt: (wasBusy: boolean) => Promise<T>,
  onBusy: () => void,
): Promise<T> {
  // Who waited in a queue for too long does not begin: nobody waits for the outcome any more.
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
