/** Something that ends once, and those who want to know when. */
export interface Lifetime {
  readonly over: boolean;
  /** Calls back when it ends, at once if it has; returns a function that forgets the callback. */
  onEnd(callback: () => void): () => void;
  end(): void;
}

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
