import type { EvaluationContext } from '../model/context.ts';
import type { Document, DocumentId, StoredDocument } from '../model/document.ts';
import type { Comparison } from '../documents/compare-flags.ts';
import type { FlagstaffError } from '../model/error.ts';
import type { ScheduledChange } from '../model/flag.ts';
import type { Revision } from '../model/revision.ts';
import type {
  Authorship,
  Change,
  Commit,
  HistoryQuery,
  MemberQuery,
  Page,
  Snapshot,
  StorageBackend,
  WriteOptions,
} from '../storage/port.ts';
import type { Clock } from '../timing/clock.ts';
import type { FlagDefinitions, RegisteredFlags } from '../model/definitions.ts';
import type { ContextSource, Evaluator, EvaluatorOptions } from './evaluator-types.ts';
import type { ExposureOptions } from './exposures.ts';
import type { FlagstaffEvent, Listener } from './events.ts';
import type { Hook } from './hooks.ts';
import type {
  FlagReport,
  FlipReport,
  Members,
  OverrideSubject,
  OverrideToSet,
  SubjectOverride,
  SyncReport,
} from '../management/types.ts';
import type { PendingChange, PromoteOptions, Promotion } from '../management/release-types.ts';

/** Keeps a copy of the last documents outside the process. `lastKnownGoodFile(path)` of `@flagstaff/core/node` is one. */
export interface LastKnownGood {
  /** The text that was written last; undefined: none. Rejects when it is damaged. */
  read(): Promise<string | undefined>;
  /** Replaces the text as a whole or not at all. */
  write(text: string): Promise<void>;
}

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
  readonly flags?: F;
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

/** A client: evaluates flags, follows the store, manages documents. */
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
  reportProblem(problem: FlagstaffError): void;

  get(id: DocumentId): Promise<StoredDocument | undefined>;
  list(): Promise<StoredDocument[]>;
  /** Validates and writes a document. This instance's next check sees it when the promise resolves. */
  set(document: Document, options?: WriteOptions): Promise<StoredDocument>;
  /** Resolves to whether the document existed. Rejects with `DOCUMENT_IN_USE` while others refer to it. */
  delete(id: DocumentId, options?: WriteOptions): Promise<boolean>;
  /** Writes several documents, all or none. */
  commit(changes: readonly Change[], authorship?: Authorship): Promise<Commit>;
  /**
   * Commits, newest first, a page at a time: `limit` commits, or fewer when they fill a megabyte. Go on with `next` until it is
   * absent; a page is empty only if it is the last.
   */
  history(query?: HistoryQuery): Promise<Page<Commit>>;
  /** A new commit that gives every document the body that it had at that revision (a number of the current epoch). */
  rollback(revision: number, authorship?: Authorship): Promise<Commit | undefined>;

  /**
   * How the flags of two environments differ now; undefined: the documents as they are. `formatComparison` makes text of it.
   * Rejects with `ENVIRONMENT_NOT_FOUND`.
   */
  compare(from: string | undefined, to: string | undefined): Promise<Comparison>;
  /**
   * Makes flags in one environment what they are in another, as one commit: what `to` serves and will serve is then what `from`
   * does. Nothing is written when nothing differs. Rejects with `ENVIRONMENT_PROTECTED`, `ENVIRONMENT_NOT_FOUND`, and
   * `VERSION_CONFLICT` when the flags are no longer those of the `comparison`.
   */
  promote(options: PromoteOptions): Promise<Promotion>;

  /** The dated changes that are still to come, of one flag or of all, in the order in which they will take effect. */
  pendingChanges(flag?: string): Promise<PendingChange[]>;
  /** Takes a pending change away. Rejects with `CHANGE_NOT_PENDING` when it has taken effect or is gone. */
  cancelChange(change: PendingChange, options?: WriteOptions): Promise<StoredDocument>;
  /** Puts another in place of a pending change. Rejects with `CHANGE_NOT_PENDING` when it has taken effect or is gone. */
  replaceChange(change: PendingChange, by: ScheduledChange, options?: WriteOptions): Promise<StoredDocument>;

  /** The overrides that pin a subject, over all flags. */
  overridesOf(subject: OverrideSubject): Promise<SubjectOverride[]>;
  /**
   * Pins a subject in several flags, as one commit: an override of the subject that is there is replaced. The flags' own lists
   * are written, which environments may put others in place of. Rejects with
   * `DOCUMENT_NOT_FOUND` when a flag does not exist, and `INVALID_DOCUMENT` when it has no such variant.
   */
  setOverrides(
    subject: OverrideSubject,
    overrides: { readonly [flag: string]: OverrideToSet },
    authorship?: Authorship,
  ): Promise<Commit | undefined>;
  /** Takes a subject's overrides away, in environments too: in the flags named, or in all. Undefined when there were none. */
  removeOverrides(
    subject: OverrideSubject,
    options?: Authorship & { readonly flags?: readonly string[] },
  ): Promise<Commit | undefined>;
  /**
   * Removes all overrides that expired more than an hour ago, by this machine's clock and by the store's. Undefined when there were
   * none. Rejects when the store has a clock that cannot be read.
   */
  removeExpiredOverrides(authorship?: Authorship): Promise<Commit | undefined>;

  /** The stored members of a segment, whether its document exists or not, a page at a time and in no particular order. */
  members(segment: string, query?: MemberQuery): Promise<Page<string>>;
  /**
   * Adds members to a segment that stores them (`"members": "stored"`): 1,000 at a time, so any number of them. Belongs to no revision and no
   * history; adding twice is adding once, so after a failure do it again. Rejects with `DOCUMENT_NOT_FOUND`,
   * `INVALID_OPTIONS`, and `CAPABILITY_MISSING`.
   */
  addMembers(segment: string, members: Members): Promise<void>;
  /** Takes members out, or all of them. The segment's document need not be there any more: its members outlive it. */
  removeMembers(segment: string, members: Members | 'all'): Promise<void>;

  /**
   * Creates the flags that the program defines and the store lacks, serving everybody the default value; never changes one that is
   * there. By default, the definitions of the options. Rejects with `INVALID_OPTIONS` and `INVALID_DOCUMENT`.
   */
  sync(definitions?: FlagDefinitions, authorship?: Authorship): Promise<SyncReport>;
  /** Flags that somebody should look at. `settledAfterDays`: default 30. Throws `INVALID_OPTIONS`. */
  report(options?: { readonly settledAfterDays?: number }): FlagReport;
  /**
   * Which of some contexts would get another variant if these documents were written. Nothing is. By default at this instant, in
   * the client's environment. Rejects with `INVALID_DOCUMENT`, and `ENVIRONMENT_NOT_FOUND`.
   */
  whoFlips(
    documents: readonly Document[],
    contexts: readonly EvaluationContext[],
    options?: { readonly at?: Date; readonly environment?: string },
  ): Promise<FlipReport>;

  /** Stops following the store and closes it. Idempotent; evaluators go on answering from the last ruleset. */
  close(): Promise<void>;
}
