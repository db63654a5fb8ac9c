import { startTimer } from './clock.ts';

/** A lifetime that ends once, with callbacks. */
export interface Lifetime {
  /** Whether it has ended. */
  readonly over: boolean;
  /** Calls back when it ends, or immediately if it has. Returns a function that removes the callback. */
  onEnd(callback: () => void): () => void;
  /** Ends it. Idempotent. */
  end(): void;
}

/** Creates a lifetime that has not ended. */
export function createLifetime(): Lifetime {
  const callbacks = new Set<() => void>();
  let over = false;
  return {
    get over() {
      return over;
    },
    onEnd(callback) {
      if (over) {
        callback();
        return () => undefined;
      }
      callbacks.add(callback);
      return () => {
        callbacks.delete(callback);
      };
    },
    end() {
      over = true;
      for (const callback of callbacks) callback();
      callbacks.clear();
    },
  };
}

/** Resolves after a while, or at once when the lifetime ends. Does not keep the process alive. */
export async function pauseWithin(lifetime: Lifetime, ms: number): Promise<void> {
  if (ms <= 0 || lifetime.over) return;
  await new Promise<void>((resolve) => {
    const cancel = startTimer(done, ms);
    const forget = lifetime.onEnd(done);
    function done(): void {
      cancel();
      forget();
      resolve();
    }
  });
}
