import { inBackground } from '../../timing/background.ts';

/** Those who want to hear of changes. */
export interface Watchers {
  /** Adds a callback; returns a function that removes it. */
  add(onChange: () => void): () => void;
  /** Calls everybody, soon. */
  notify(): void;
  clear(): void;
}

/**
 * Callbacks run in a microtask of their own: a writer never waits for a watcher, and a watcher that throws stops neither
 * the write nor the other watchers.
 */
export function createWatchers(): Watchers {
  const watchers = new Set<() => unknown>();

  return {
    add(onChange) {
      // The same function may watch twice, so each watch has its own entry.
      const watcher = (): unknown => onChange();
      watchers.add(watcher);
      return () => {
        watchers.delete(watcher);
      };
    },

    notify() {
      for (const watcher of watchers) {
        queueMicrotask(() => {
          // A watcher that fails has missed a hint; polling finds the change.
          if (watchers.has(watcher)) inBackground(watcher);
        });
      }
    },

    clear() {
      watchers.clear();
    },
  };
}
