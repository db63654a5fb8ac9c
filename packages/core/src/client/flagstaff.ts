import type { FlagDefinitions, RegisteredFlags } from '../model/definitions.ts';
import type { Document } from '../model/document.ts';
import type { FlagstaffError } from '../model/error.ts';
import type { Revision } from '../model/revision.ts';
import type { Snapshot, StorageBackend } from '../storage/port.ts';
import type { LastKnownGood } from '../sync/last-known-good.ts';
import type { Clock } from '../timing/clock.ts';
import type { ContextSource, Evaluator, EvaluatorOptions } from './evaluator-types.ts';
import type { FlagstaffEvent, Listener } from './events.ts';
import type { ExposureOptions } from './exposures.ts';
import type { Hook } from './hooks.ts';

/** The options of `createFlagstaff`. */
export interface FlagstaffOptions<F extends FlagDefinitions = FlagDefinitions> {
  /** The store of the documents. Defaults to memory, seeded with the `bootstrap` documents. */
  readonly storage?: StorageBackend | undefined;
  /**
   * The key of the environment whose patches apply. Omit to use the documents unpatched. While the environment does not exist,
   * every flag serves its caller's default, with the reason `ERROR`.
   */
  readonly environment?: string | undefined;
  /** Documents to serve until the first load, and while the store is uninitialized. Not copied: do not change them afterwards. Defaults to none. */
  readonly bootstrap?: readonly Document[] | undefined;
  /** The flags declared in code, for types and defaults. */
  readonly definitions?: F | undefined;
  /**
   * Milliseconds between two polls of the store's revision, ± 20 %; at least 500. Never above 2,000 while the store fails.
   * Defaults to 2,000, and up to 25,000 while the store announces changes and none occur.
   *
   * Set to false for runtimes without timers or connections between requests. The store is then read only by `refresh()`, by a
   * first `ready()`, and for writes, and notifications are ignored. Such a client can be created where I/O is not allowed.
   */
  readonly pollIntervalMs?: number | false | undefined;
  /** Keeps a copy of the last documents, to start from while the store is unavailable. Defaults to none. */
  readonly lastKnownGood?: LastKnownGood | undefined;
  /** Observers of every evaluation, called in order. Defaults to none. */
  readonly hooks?: readonly Hook[] | undefined;
  /**
   * Attributes that may affect targeting but must not be shown, by name or dotted path, including nested values: `['email',
   * 'user.phone']`. Explanations mask them. Defaults to none.
   */
  readonly privateAttributes?: readonly string[] | undefined;
  /** Reports which subjects were served which variants, for experiments. Defaults to no reports. */
  readonly exposures?: ExposureOptions | undefined;
  /** The cache of stored-member lookups. Omit for the defaults of each option. */
  readonly memberCache?: MemberCacheOptions | undefined;
  /** The source of time, for tests. Defaults to the system clock. */
  readonly clock?: Clock | undefined;
}

/** The cache of stored-member lookups. One entry is one subject in one segment. */
export interface MemberCacheOptions {
  /** Maximum number of entries, evicted least recently used first. Defaults to 10,000. Set to 0 to disable the cache. */
  readonly size?: number | undefined;
  /** Milliseconds until an entry expires. Changes by other processes may stay unseen that long. Defaults to 10,000. */
  readonly maxAgeMs?: number | undefined;
}

/**
 * `loading`: nothing to serve yet. `ready`: in sync with the store. `stale`: serving the last ruleset (or bootstrap, or
 * last-known-good) while the store is unavailable. `closed`: serving the last ruleset permanently.
 */
export type FlagstaffState = 'loading' | 'ready' | 'stale' | 'closed';

/** Evaluates flags in another environment than the client's own. */
export interface EnvironmentView<F extends FlagDefinitions = RegisteredFlags> {
  /** The environment's key. */
  readonly environment: string;
  /** Returns an evaluator for a context in this environment. */
  forContext(context: ContextSource, options?: Omit<EvaluatorOptions, 'environment'>): Evaluator<F>;
}

/** A client: evaluates flags and follows the store. Change documents with `manage(flagstaff)` of `@flagstaff/core/management`. */
export interface Flagstaff<F extends FlagDefinitions = RegisteredFlags> extends AsyncDisposable {
  /** Returns an evaluator for a context. Does almost no work until the first check. */
  forContext(context: ContextSource, options?: EvaluatorOptions): Evaluator<F>;

  /** The environment of the options. */
  readonly environment: string | undefined;
  /**
   * Returns the client in another environment. While the environment does not exist, flags serve their callers' defaults.
   * @throws {FlagstaffError} INVALID_OPTIONS when `environment` is not a valid key.
   */
  forEnvironment(environment: string): EnvironmentView<F>;

  /**
   * Resolves after the first load from the store. `timeoutMs` defaults to 5,000.
   * @throws {FlagstaffError} READY_TIMEOUT when nothing was loaded in time; `cause` is the latest error. Loading continues, and a later
   *   call may succeed.
   * @throws {FlagstaffError} ENVIRONMENT_NOT_FOUND while the store lacks the environment of the options.
   * @throws {FlagstaffError} CLOSED when the client is closed.
   */
  ready(options?: { readonly timeoutMs?: number | undefined }): Promise<void>;
  /**
   * Refreshes from the store now, unless the last successful refresh began less than `olderThanMs` ago. Defaults to 0. After a
   * failure, the minimum is half a second. Always resolves: `state` and the events report the outcome.
   */
  refresh(options?: { readonly olderThanMs?: number | undefined }): Promise<void>;
  /** Whether the client is in sync with the store. */
  readonly state: FlagstaffState;
  /**
   * Returns all documents as last read from the store, at one revision, including those that cannot be understood. Not copies:
   * do not change them. Returns the same object until something changes.
   */
  snapshot(): Snapshot;
  /** The active revision. */
  readonly revision: Revision | undefined;
  /**
   * The errors that hold: of the store, its notifications, its documents, member lookups, the environment and the last-known-good
   * copy. Each was emitted as `error`, and is emitted as `resolved` when it ends, at the next success. Empty when all is well.
   */
  readonly errors: readonly FlagstaffError[];
  /**
   * Adds a listener. Returns a function that removes it.
   * @throws {FlagstaffError} INVALID_OPTIONS when the event is unknown.
   */
  on<E extends FlagstaffEvent>(event: E, listener: Listener<E>): () => void;
  /** Emits an `error` event. For adapters and integrations. */
  reportError(problem: FlagstaffError): void;

  /** Stops following the store and closes it. Idempotent. Evaluators keep answering from the last ruleset. */
  close(): Promise<void>;
  /** Closes the client at the end of a block: `await using flagstaff = createFlagstaff()`. */
  [Symbol.asyncDispose](): Promise<void>;
}
