import type { StoreSpec } from '../backend/spec.ts';

/** What a worker process is asked to do, one job after the other; plain data. */
export type Job =
  /** Counts a flag up, as often as is said, each time from the version that it read. */
  | { readonly do: 'count'; readonly store: StoreSpec; readonly flag: string; readonly edits: number }
  /** Counts some of the flags up, all in one commit, as often as is said. */
  | {
      readonly do: 'count-many';
      readonly store: StoreSpec;
      readonly flags: readonly string[];
      readonly together: number;
      readonly commits: number;
    }
  /** Creates each of the flags, where nobody was first. */
  | { readonly do: 'create'; readonly store: StoreSpec; readonly flags: readonly string[] }
  /** Commits new values of two flags for ever, and tells each number that was acknowledged. */
  | { readonly do: 'write'; readonly store: StoreSpec; readonly flags: readonly [string, string] }
  /** Follows the store, and tells each value of a number flag with the moment from which it answered so. */
  | { readonly do: 'follow'; readonly store: StoreSpec; readonly flag: string }
  /** Initialises the store, and reads it. */
  | { readonly do: 'boot'; readonly store: StoreSpec }
  /** Opens a client, uses it, closes it, and ends only if nothing keeps the process alive. */
  | { readonly do: 'open-and-close'; readonly store: StoreSpec }
  /** A control: interactive transactions of postgres.js, one after the other for ever, as Flagstaff never has them. */
  | { readonly do: 'interactive-transactions'; readonly store: StoreSpec };

/** What came of it. Numbers of failures are by their code. */
export interface Outcome {
  readonly successes: number;
  readonly failures: Readonly<Record<string, number>>;
  /** The flags that this worker created; of `create` only. */
  readonly created?: readonly string[];
  /** The epoch that it found; of `boot` only. */
  readonly epoch?: string;
  /** Exceptions and rejections that nobody handled. */
  readonly unhandled: readonly string[];
}

/** What a worker is told: a job, once it is ready for it, to begin, and when there is nothing more to do, to end. */
export type Order = { readonly job: Job } | 'begin' | 'end';

/** What a worker says on the way. */
export type Message =
  | { readonly type: 'ready' }
  /** In step with the store; of `follow` only. */
  | { readonly type: 'following' }
  | { readonly type: 'acknowledged'; readonly n: number }
  | { readonly type: 'failed'; readonly n: number; readonly code: string }
  /** Milliseconds since 1970, with fractions. */
  | { readonly type: 'value'; readonly n: number; readonly at: number }
  /** An exception or a rejection that nobody handled: without the worker's own listener it would have ended the process. */
  | { readonly type: 'uncaught'; readonly text: string }
  | { readonly type: 'done'; readonly outcome: Outcome };
