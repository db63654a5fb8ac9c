import type { Comparison } from '../documents/compare-flags.ts';
import type { FlagDefinitions } from '../model/definitions.ts';
import type { Document, DocumentId, StoredDocument } from '../model/document.ts';
import type { PlacedChange } from '../documents/schedule.ts';
import type { ScheduledChange } from '../model/flag.ts';
import type {
  Authorship,
  Change,
  Commit,
  HistoryPage,
  HistoryQuery,
  MemberQuery,
  Page,
  Snapshot,
  WriteOptions,
} from '../storage/port.ts';
import type { EvaluationContext } from '../model/context.ts';
import type { Explanation } from '../evaluation/explain/explanation.ts';
import type { WrittenCommit } from './write-request.ts';
import type { ClientDescription } from './description.ts';
import type { ExplainFlagOptions } from './explain-flag.ts';
import type { References } from './references-of.ts';
import type { Revert, RevertOptions } from './revert.ts';
import type { Preview, PreviewOptions } from '../effects/types.ts';
import type { OverrideSubject, OverrideToSet, SubjectOverride } from './overrides.ts';
import type { FlagReport, SyncReport } from './reports.ts';
import type { Members } from './stored-members.ts';
import type { SyncOptions } from './sync-definitions.ts';

/** The options of `promote`. */
export interface PromoteOptions extends Authorship {
  /** The environment to promote from. Omit for the unpatched documents. */
  readonly from?: string | undefined;
  /** The environment to promote into. */
  readonly to: string;
  /** Promote only these flags. Defaults to all that differ. */
  readonly keys?: readonly string[] | undefined;
  /** Return the changes without writing them. Defaults to false. */
  readonly dryRun?: boolean | undefined;
  /** Allow promotion into a protected environment. Defaults to false. */
  readonly force?: boolean | undefined;
  /**
   * A reviewed comparison. Only its flags are promoted, and only while each still differs in the same way, at the same version.
   */
  readonly comparison?: Comparison | undefined;
  /** The changes of a dry run that was reviewed. The promotion writes these or nothing. Omit to write what promotes now. */
  readonly changes?: readonly Change[] | undefined;
}

/** The result of `promote`. */
export interface Promotion {
  /** How the environments differed before the promotion. */
  readonly comparison: Comparison;
  /** What promotes the flags. Empty when nothing differs, and when an earlier write with the same token did it. */
  readonly changes: readonly Change[];
  /** Undefined for a dry run, or when nothing differs. */
  readonly commit: WrittenCommit | undefined;
}

/** A scheduled change that has not taken effect. */
export interface PendingChange extends PlacedChange {
  /** The version of the document that contains it, for `ifVersion`. */
  readonly version: number;
}

/** Management inside a transaction of the application's own database. Its writes take effect when the transaction commits. */
export type TransactionManagement = Omit<
  Management,
  | 'describe'
  | 'clockSkewMs'
  | 'report'
  | 'preview'
  | 'explain'
  | 'explainAll'
  | 'evaluateAll'
  | 'referencesOf'
  | 'closureOf'
  | 'withTransaction'
  | 'prepareCommit'
>;

/** A validated commit, to be written in a transaction of a synchronous driver. */
export interface PreparedCommit {
  /**
   * Writes the commit in a transaction. Throws before it writes when something it depends on has changed since it was prepared:
   * let the error roll the transaction back, prepare again and retry.
   * @param tx The transaction that the driver's library passes to its callback.
   * @throws {FlagstaffError} VERSION_CONFLICT, REVISION_CONFLICT or EPOCH_CONFLICT when the store has changed.
   * @throws {FlagstaffError} INVALID_OPTIONS when the value is not a transaction of a synchronous driver.
   */
  commit(tx: object): Commit;
}

/** Changes documents, and previews changes. */
export interface Management {
  /**
   * Returns management inside a transaction of the application's own database. It checks what it writes as always; a rejected
   * write leaves the transaction usable. After the commit, this instance applies the changes without waiting for a poll. Returns
   * the same object for the same transaction.
   * @param tx The transaction that the driver's library passes to its callback.
   * @throws {FlagstaffError} INVALID_OPTIONS when the value is not a transaction, or its driver is synchronous.
   * @throws {FlagstaffError} CAPABILITY_MISSING when the backend has no transactions.
   */
  withTransaction(tx: object): TransactionManagement;
  /**
   * Validates changes against the latest documents, for a transaction of a synchronous driver, in which nothing can be awaited.
   * Writes nothing.
   * @throws {FlagstaffError} CAPABILITY_MISSING when the backend has no transactions.
   */
  prepareCommit(changes: readonly Change[], authorship?: Authorship): Promise<PreparedCommit>;

  /** Returns a document. Undefined when it does not exist. */
  get(id: DocumentId): Promise<StoredDocument | undefined>;
  /** Returns all documents. */
  list(): Promise<StoredDocument[]>;
  /** Validates and writes a document. Once it resolves, this instance's next check sees the change. */
  set(document: Document, options?: WriteOptions): Promise<StoredDocument>;
  /**
   * Deletes a document. Resolves to whether it existed.
   * @throws {FlagstaffError} DOCUMENT_IN_USE while other documents reference it.
   */
  delete(id: DocumentId, options?: WriteOptions): Promise<boolean>;
  /**
   * Writes several documents atomically. With a `token` that an earlier write used, returns that write's commit, marked
   * `replayed`.
   * @throws {FlagstaffError} TOKEN_REUSED when the earlier write asked for other changes.
   */
  commit(changes: readonly Change[], authorship?: Authorship): Promise<WrittenCommit>;
  /**
   * Returns commits, newest first, by page: `limit` commits, or fewer when they exceed a megabyte. Pass `next` as `cursor` until
   * it is absent. With a filter that few commits match, a page may be empty and have a `next`.
   *
   * With `after`, returns the commits that followed a position, oldest first: a feed that is complete and in order. Pass
   * `position` as `after` to continue, at any later time.
   */
  history(query?: HistoryQuery): Promise<HistoryPage>;
  /**
   * Returns the commit with a token, such as the one of a write whose outcome is unknown. Undefined when the history has none.
   * Redis finds a token for a day.
   */
  commitByToken(token: string): Promise<Commit | undefined>;
  /** Returns the commit that made a revision. Undefined when the history has none. */
  commitAt(revision: number): Promise<Commit | undefined>;
  /**
   * Returns all documents as they were at a revision of the current epoch, rebuilt from the history.
   * @throws {FlagstaffError} REVISION_NOT_FOUND when the history does not reach back to it.
   */
  documentsAt(revision: number): Promise<Snapshot>;
  /**
   * Undoes one commit by a new commit. Fields that other commits changed since stay as they are.
   * @throws {FlagstaffError} REVISION_NOT_FOUND when the revision is not in the history.
   * @throws {FlagstaffError} VERSION_CONFLICT when later commits changed the same fields. `dryRun` returns them as `conflicts`.
   * @throws {FlagstaffError} INVALID_DOCUMENT or DOCUMENT_IN_USE when the documents no longer fit together without the commit.
   */
  revert(revision: number, options?: RevertOptions): Promise<Revert>;
  /** Commits the documents as they were at a revision number of the current epoch. The rollback is a new commit. */
  rollback(revision: number, authorship?: Authorship): Promise<WrittenCommit | undefined>;

  /**
   * Compares the flags of two environments. Undefined means the unpatched documents. `formatComparison` formats the result as
   * text.
   * @throws {FlagstaffError} ENVIRONMENT_NOT_FOUND when an environment does not exist.
   */
  compare(from: string | undefined, to: string | undefined): Promise<Comparison>;
  /**
   * Makes the flags in `to` serve, now and as scheduled, what they serve in `from`. Writes one commit, or none when nothing
   * differs.
   * @throws {FlagstaffError} ENVIRONMENT_PROTECTED when `to` is protected and `force` is not set.
   * @throws {FlagstaffError} ENVIRONMENT_NOT_FOUND when an environment does not exist.
   * @throws {FlagstaffError} VERSION_CONFLICT when the flags no longer match `comparison`.
   */
  promote(options: PromoteOptions): Promise<Promotion>;

  /** Returns pending scheduled changes in the order they take effect. Omit `flag` for all flags. */
  pendingChanges(flag?: string): Promise<PendingChange[]>;
  /**
   * Removes a pending change.
   * @throws {FlagstaffError} CHANGE_NOT_PENDING when it has taken effect or was removed.
   */
  cancelChange(change: PendingChange, options?: WriteOptions): Promise<StoredDocument>;
  /**
   * Replaces a pending change.
   * @throws {FlagstaffError} CHANGE_NOT_PENDING when it has taken effect or was removed.
   */
  replaceChange(change: PendingChange, by: ScheduledChange, options?: WriteOptions): Promise<StoredDocument>;

  /** Returns the overrides of a subject in all flags. */
  overridesOf(subject: OverrideSubject): Promise<SubjectOverride[]>;
  /**
   * Pins a subject in several flags, in one commit, replacing its existing overrides. Writes the flags' own lists, which
   * environments may replace.
   * @throws {FlagstaffError} DOCUMENT_NOT_FOUND when a flag does not exist.
   * @throws {FlagstaffError} INVALID_DOCUMENT when a flag has no such variant.
   */
  setOverrides(
    subject: OverrideSubject,
    overrides: { readonly [flag: string]: OverrideToSet },
    authorship?: Authorship,
  ): Promise<Commit | undefined>;
  /**
   * Removes a subject's overrides from the named flags, including their environments. Omit the flags for all. Undefined when
   * there were none.
   */
  removeOverrides(
    subject: OverrideSubject,
    options?: Authorship & { readonly keys?: readonly string[] | undefined },
  ): Promise<Commit | undefined>;
  /**
   * Removes all overrides that expired more than an hour ago, by both this machine's clock and the store's. Undefined when there
   * were none. Rejects when the store's clock cannot be read.
   */
  removeExpiredOverrides(authorship?: Authorship): Promise<Commit | undefined>;

  /** Returns the stored members of a segment by page, in no particular order, whether or not its document exists. */
  members(segment: string, query?: MemberQuery): Promise<Page<string>>;
  /**
   * Adds members to a segment with `"members": "stored"`, 1,000 at a time. Not part of any revision or history. Idempotent:
   * retry after a failure.
   * @throws {FlagstaffError} DOCUMENT_NOT_FOUND when the segment does not exist.
   * @throws {FlagstaffError} INVALID_OPTIONS when a member or the segment is invalid.
   * @throws {FlagstaffError} CAPABILITY_MISSING when the backend cannot store members.
   */
  addMembers(segment: string, members: Members): Promise<void>;
  /** Removes members, or all of them. Works after the segment's document is deleted: stored members outlive it. */
  removeMembers(segment: string, members: Members | 'all'): Promise<void>;

  /**
   * Creates flags that are defined in code and missing in the store, serving every user the default value. Never changes an
   * existing flag. Defaults to the definitions of the options.
   * @throws {FlagstaffError} INVALID_OPTIONS when a definition is malformed.
   * @throws {FlagstaffError} INVALID_DOCUMENT when a definition does not make a valid flag.
   */
  sync(definitions?: FlagDefinitions, options?: SyncOptions): Promise<SyncReport>;
  /** Describes the client: its store, the documents that it cannot understand, and its private attributes. */
  describe(): ClientDescription;
  /**
   * Returns the milliseconds by which the store's clock is ahead of this machine's, within half a round trip. Undefined when the
   * store has no clock. Rejects when it cannot be read.
   */
  clockSkewMs(): Promise<number | undefined>;
  /**
   * Returns flags that need attention. `settledAfterDays` defaults to 30.
   * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid.
   */
  report(options?: { readonly settledAfterDays?: number | undefined }): FlagReport;
  /**
   * Returns what a document uses and what uses it, directly and through others.
   * @throws {FlagstaffError} DOCUMENT_NOT_FOUND when it does not exist, or cannot be understood.
   */
  referencesOf(id: DocumentId): Promise<References>;
  /**
   * Returns a document, what it uses, and all environments, at one revision: what evaluating it in any environment needs.
   * @throws {FlagstaffError} DOCUMENT_NOT_FOUND when it does not exist, or cannot be understood.
   */
  closureOf(id: DocumentId): Promise<Snapshot>;
  /**
   * Explains what a flag serves a context: now, at a past revision, or after changes that are not written. Runs no hooks. The
   * default of the flag's definition is not applied.
   * @throws {FlagstaffError} INVALID_DOCUMENT when a changed document is invalid.
   * @throws {FlagstaffError} ENVIRONMENT_NOT_FOUND when the environment does not exist.
   * @throws {FlagstaffError} REVISION_NOT_FOUND when the history does not reach back to the revision.
   */
  explain(flag: string, context: EvaluationContext, options?: ExplainFlagOptions): Promise<Explanation>;
  /** Explains what a flag serves each context, in order. Like `explain`, but the documents are read and compiled once. */
  explainAll(
    flag: string,
    contexts: readonly EvaluationContext[],
    options?: ExplainFlagOptions,
  ): Promise<readonly Explanation[]>;
  /**
   * Returns what flags serve each context, in order. Like `explainAll` for several flags, without the steps.
   */
  evaluateAll(
    flags: readonly string[],
    contexts: readonly EvaluationContext[],
    options?: ExplainFlagOptions,
  ): Promise<readonly (readonly Explanation['details'][])[]>;
  /**
   * Returns what changes would do: whether they are valid, which flags they affect in which environments, what share of the
   * subjects moves, and which of the given contexts. Writes nothing.
   * @throws {FlagstaffError} INVALID_OPTIONS when an argument is malformed. Faults of documents are `issues`.
   * @throws {FlagstaffError} ENVIRONMENT_NOT_FOUND when an environment of the options does not exist.
   */
  preview(changes: readonly Change[], options?: PreviewOptions): Promise<Preview>;
}
