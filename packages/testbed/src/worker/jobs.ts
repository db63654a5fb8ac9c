import type { StoreSpec } from '../backend/spec.ts';

/** The job of a worker process. Plain data; jobs run sequentially. */
export type Job =
  /** Increments a flag a number of times, each time from the version that it read. */
  | { readonly do: 'count'; readonly store: StoreSpec; readonly flag: string; readonly edits: number }
  /** Increments some of the flags, all in one commit, a number of times. */
  | {
      readonly do: 'count-many';
      readonly store: StoreSpec;
      readonly flags: readonly string[];
      readonly together: number;
      readonly commits: number;
    }
  /** Creates each of the flags that does not exist yet. */
  | { readonly do: 'create'; readonly store: StoreSpec; readonly flags: readonly string[] }
  /** Commits new values of two flags endlessly, and reports each acknowledged number. */
  | { readonly do: 'write'; readonly store: StoreSpec; readonly flags: readonly [string, string] }
  /** Follows the store, and reports each value of a number flag with the time when it was first served. */
  | { readonly do: 'follow'; readonly store: StoreSpec; readonly flag: string }
  /** Initializes the store, and reads it. */
  | { readonly do: 'boot'; readonly store: StoreSpec }
  /** Opens a client, uses it, closes it, and exits only if nothing keeps the process alive. */
  | { readonly do: 'open-and-close'; readonly store: StoreSpec }
  /** Opens many clients at once, and follows a number flag until it has its last value. */
  | {
      readonly do: 'start-many';
      readonly store: StoreSpec;
      readonly clients: number;
      readonly flag: string;
      readonly last: number;
    }
  /** A control: endless interactive transactions of postgres.js, which Flagstaff never uses. */
  | { readonly do: 'interactive-transactions'; readonly store: StoreSpec };

/** The result. Failures are counted by their code. */
export interface Outcome {
  readonly successes: number;
  readonly failures: Readonly<Record<string, number>>;
  /** The flags that this worker created. Only for `create`. */
  readonly created?: readonly string[];
  /** The epoch that it found. Only for `boot`. */
  readonly epoch?: string;
  /** Unhandled exceptions and rejections. */
  readonly unhandled: readonly string[];
}

/** A message to a worker: a job, the signal to start it, or the signal to exit. */
export type Order = { readonly job: Job } | 'begin' | 'end';

/** A message from a worker. */
export type Message =
  | { readonly type: 'ready' }
  /** In sync with the store. Only for `follow` and `start-many`. */
  | { readonly type: 'following' }
  | { readonly type: 'acknowledged'; readonly n: number }
  | { readonly type: 'failed'; readonly n: number; readonly code: string }
  /** Milliseconds since 1970, with fractions. */
  | { readonly type: 'value'; readonly n: number; readonly at: number }
  /** An unhandled exception or rejection, which would have ended the process without the worker's own listener. */
  | { readonly type: 'uncaught'; readonly text: string }
  | { readonly type: 'done'; readonly outcome: Outcome };
