import { startTimer } from '@flagstaff/core/storage';
import type { BackoffOptions, Lifetime } from '@flagstaff/core/storage';

/** Milliseconds between attempts to connect. */
export const RETRY: BackoffOptions = { first: 100, most: 1_000, random: Math.random };

/** Resolves after a while, or at once when the lifetime ends. Does not keep the process alive. */
export async function pause(milliseconds: number, lifetime: Lifetime): Promise<void> {
  if (milliseconds <= 0 || lifetime.over) return;
  await new Promise<void>((resolve) => {
    const cancel = startTimer(done, milliseconds);
    const forget = lifetime.onEnd(done);
    function done(): void {
      cancel();
      forget();
      resolve();
    }
  });
}
