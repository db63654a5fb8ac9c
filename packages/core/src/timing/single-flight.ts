/** Runs a task, never twice at the same time. */
export interface SingleFlight {
  /**
   * Resolves after a run that started after this call: the one that starts now, or, while one is under way, the one that
   * follows it. All calls during a run share that next one.
   */
  run(): Promise<void>;
  readonly running: boolean;
  /** Settles when the run that is under way has ended; undefined: none is. */
  readonly current: Promise<void> | undefined;
}

/** What the task rejects with, the runs of that moment reject with; the next run starts all the same. */
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
