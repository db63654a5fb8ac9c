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
  const watchers = new Set<() => void>();

  return {
    add(onChange) {
      // The same function may watch twice, so each watch has its own entry.
      const watcher = (): void => onChange();
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },

    notify() {
      for (const watcher of watchers) {
        queueMicrotask(() => {
          if (!watchers.has(watcher)) return;
          try {
            watcher();
          } catch {
            // A hint that was not taken is a hint that was lost: polling finds the change.
          }
        });
      }
    },

    clear() {
      watchers.clear();
    },
  };
}
