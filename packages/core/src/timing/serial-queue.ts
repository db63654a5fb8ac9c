/** Runs tasks one at a time, in order. */
export interface SerialQueue {
  /** Settles as the task does. A rejection does not stop the tasks after it. */
  readonly run: <T>(task: () => Promise<T>) => Promise<T>;
}

/** Creates an empty queue. */
export function createSerialQueue(): SerialQueue {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run: (task) => {
      const result = last.then(task);
      last = result.catch(() => undefined);
      return result;
    },
  };
}
