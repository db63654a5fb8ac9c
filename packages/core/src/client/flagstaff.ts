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

export interface FlagstaffOptions<F extends FlagDefinitions = FlagDefinitions> {
  /** Where documents live. Default: memory, empty or holding the `bootstrap` documents. */
  readonly storage?: StorageBackend;
  /**
   * The key of the environment whose patches are on the flags. Default: the documents as they are. While the store has no
   * such environment every flag serves the defaults of its callers, with the reason `ERROR`.
   */
  readonly environment?: string;
  /**
   * Documents that serve until the first load from the store, and while it was never initialised. They are taken over, not
   * copied: do not change them afterwards.
   */
  readonly bootstrap?: readonly Document[];
  /** The flags that the program knows: gives them their types and defaults. */
  readonly definitions?: F;
  /**
   * Milliseconds between two looks at the store's revision, ± 20 %. Default 2,000, at least 500; never more than the default while the
   * store fails. False: the store is looked at only by `refresh()`, by `ready()` while nothing was loaded, and for writes, and no
   * notifications are taken: for runtimes that keep neither timers nor connections between two requests. A client may then be created
   * where no I/O is allowed.
   */
  readonly pollIntervalMs?: number | false;
  readonly lastKnownGood?: LastKnownGood;
  readonly hooks?: readonly Hook[];
  /**
   * Attributes that may decide and must not be shown, by name or dotted path, with all that lies below: `['email', 'user.phone']`.
   * Explanations mask their values. Default: none.
   */
  readonly privateAttributes?: readonly string[];
  /** Tells somebody which subjects were given which variants: for experiments. */
  readonly exposures?: ExposureOptions;
  /** How answers about stored members of segments are remembered. */
  readonly memberCache?: MemberCacheOptions;
  /** Where time comes from. Default: this machine. For tests. */
  readonly clock?: Clock;
}

/** How long, and how many answers about stored members a client remembers: one answer is about one subject and one segment. */
export interface MemberCacheOptions {
  /** Default 10,000; the one that was not used for longest goes first. 0: none. */
  readonly size?: number;
  /**
   * Milliseconds until it is asked again: that long, a member that another process added or removed may count as before. Default
   * 10,000.
   */
  readonly maxAgeMs?: number;
}

/**
 * `loading`: nothing can be served yet. `ready`: in step with the store. `stale`: serving the last ruleset (or bootstrap, or
 * last-known-good) while the store cannot be followed. `closed`: serving the last ruleset for good.
 */
export type FlagstaffState = 'loading' | 'ready' | 'stale' | 'closed';

/** Flags as another environment than the client's own has them. */
export interface EnvironmentView<F extends FlagDefinitions = RegisteredFlags> {
  readonly environment: string;
  forContext(context: ContextSource, options?: Omit<EvaluatorOptions, 'environment'>): Evaluator<F>;
}

/** A client: evaluates flags and follows the store. `manage(flagstaff)` of `@flagstaff/core/management` changes documents. */
export interface Flagstaff<F extends FlagDefinitions = RegisteredFlags> {
  /** An evaluator for a context. Costs next to nothing until the first check. */
  forContext(context: ContextSource, options?: EvaluatorOptions): Evaluator<F>;

  /** The environment that was chosen with the options. */
  readonly environment: string | undefined;
  /**
   * The same client in another environment. Throws `INVALID_OPTIONS` for what cannot be a key. While the documents have no such
   * environment, flags serve the defaults of their callers.
   */
  forEnvironment(environment: string): EnvironmentView<F>;

  /**
   * Resolves after the first load from the store. Rejects with `READY_TIMEOUT` after `timeoutMs` (default 5,000); loading goes
   * on, and a later call may succeed. Rejects with `ENVIRONMENT_NOT_FOUND` while the store has no such environment as the options
   * name, and with `CLOSED` once closed.
   */
  ready(options?: { readonly timeoutMs?: number }): Promise<void>;
  /**
   * Looks at the store now, unless the last look that succeeded began less than `olderThanMs` ago (default 0: now in any case).
   * After a failure that is half a second, whatever the age asked for. Resolves when the look has ended, whatever came of it:
   * `state` and the events tell.
   */
  refresh(options?: { readonly olderThanMs?: number }): Promise<void>;
  readonly state: FlagstaffState;
  /**
   * All documents as they were last read from the store, as of one revision; those that cannot be understood here too. They are
   * not copies: do not change them. The same object until something changes.
   */
  snapshot(): Snapshot;
  /** The revision in force. */
  readonly revision: Revision | undefined;
  /** Adds a listener; returns a function that removes it. Throws `INVALID_OPTIONS` for an unknown event. */
  on<E extends FlagstaffEvent>(event: E, listener: Listener<E>): () => void;
  /** Tells the `problem` listeners; for adapters and integrations. */
  reportError(problem: FlagstaffError): void;

  /** Stops following the store and closes it. Idempotent; evaluators go on answering from the last ruleset. */
  close(): Promise<void>;
}
