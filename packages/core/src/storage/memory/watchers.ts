import { inBackground } from '../../timing/background.ts';

/** Callbacks to run after changes. */
export interface Watchers {
  /** Adds a callback. Returns a function that removes it. */
  add(onChange: () => void): () => void;
  /** Schedules every callback. */
  notify(): void;
  clear(): void;
}

/**
 * Creates watchers whose callbacks run in their own microtasks: a writer never waits for one, and one that throws affects
 * neither the write nor the others.
 */
export function createWatchers(): Watchers {
  const watchers = new Set<() => unknown>();

  return {
    add(onChange) {
      // Each watch has its own entry, because a function may watch twice.
      const watcher = (): unknown => onChange();
      watchers.add(watcher);
      return () => {
        watchers.delete(watcher);
      };
    },

    notify() {
      for (const watcher of watchers) {
        queueMicrotask(() => {
          // A failed callback misses a hint. Polling finds the change.
          if (watchers.has(watcher)) inBackground(watcher);
        });
      }
    },

    clear() {
      watchers.clear();
    },
  };
}
