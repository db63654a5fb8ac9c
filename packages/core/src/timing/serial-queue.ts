/** Runs tasks one after the other, in the order in which they came. */
export interface SerialQueue {
  /** Resolves to what the task resolves to; rejects as it does, which does not stop those after it. */
  run<T>(task: () => Promise<T>): Promise<T>;
}

export function createSerialQueue(): SerialQueue {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(task) {
      const result = last.then(task);
      last = result.catch(() => undefined);
      return result;
    },
  };
}
