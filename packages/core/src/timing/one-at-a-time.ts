/** Runs a task, never concurrently. */
export interface SingleFlight {
  /**
   * Resolves after a run that started after this call: a new run, or the next one if a run is in progress. All calls during a
   * run share the next one.
   */
  run(): Promise<void>;
  readonly running: boolean;
  /** Settles when the current run ends. Undefined when there is none. */
  readonly current: Promise<void> | undefined;
}

/** A run rejects as its task does. The next run starts regardless. */
export function singleFlight(task: () => Promise<void>): SingleFlight {
  let current: Promise<void> | undefined;
  let following: Promise<void> | undefined;

  function run(): Promise<void> {
    if (current === undefined) {
      current = task().finally(() => {
        current = undefined;
      });
      return current;
    }
    following ??= after(current);
    return following;
  }

  async function after(running: Promise<void>): Promise<void> {
    await running.catch(() => undefined);
    following = undefined;
    return run();
  }

  return {
    run,
    get running() {
      return current !== undefined;
    },
    get current() {
      return current;
    },
  };
}

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
