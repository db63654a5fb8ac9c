import type { Comparison } from '../documents/compare-flags.ts';
import type { EvaluationContext } from '../model/context.ts';
import type { FlagDefinitions } from '../model/definitions.ts';
import type { Reason } from '../model/details.ts';
import type { Document, DocumentId, StoredDocument } from '../model/document.ts';
import type { ScheduledChange } from '../model/flag.ts';
import type { Authorship, Change, Commit, HistoryQuery, MemberQuery, Page, WriteOptions } from '../storage/port.ts';

/** Somebody or something that overrides pin. */
export interface OverrideSubject {
  /** Such as `userId`. */
  readonly attribute: string;
  /** 42 is "42". */
  readonly value: string | number;
}

/** An override of a subject in one flag. */
export interface SubjectOverride {
  readonly flag: string;
  /** The environment in whose patch it stands; absent: the flag itself. */
  readonly environment?: string;
  /** The variant. */
  readonly serve: string;
  readonly expires?: string;
  /** It has expired: it counts no more. */
  readonly expired: boolean;
}

/** Subjects of a segment with stored members: any number of them, 42 is "42". */
export type Members = Iterable<string | number> | AsyncIterable<string | number>;

/** A variant, or a variant until an instant. */
export type OverrideToSet = string | { readonly serve: string; readonly expires?: string };

/** A field of a stored flag that is not what the program's definition says. */
export interface DefinitionDifference {
  readonly flag: string;
  readonly field: 'type' | 'variants' | 'description' | 'owner' | 'removeBy';
  readonly defined: unknown;
  readonly stored: unknown;
}

export interface SyncReport {
  /** The commit that created what was missing; undefined: nothing was. */
  readonly commit: Commit | undefined;
  readonly created: readonly DocumentId[];
  /** What people changed, or the program did: left as it is. */
  readonly differing: readonly DefinitionDifference[];
}

/** What one subject gets of a flag. */
export interface VariantAndReason {
  /** Absent: the caller's default. */
  readonly variant?: string;
  readonly reason: Reason;
}

/** One of the contexts for which a flag changes its variant. */
export interface VariantChange {
  readonly flag: string;
  /** Place in the list of contexts. */
  readonly index: number;
  readonly from: VariantAndReason;
  readonly to: VariantAndReason;
}

export interface ImpactReport {
  /** Flags that the change reaches, and for how many of the contexts the variant changes. */
  readonly flags: { readonly [key: string]: number };
  readonly changes: readonly VariantChange[];
}

export interface FlagReport {
  /** Flags whose `removeBy` is past. */
  readonly overdue: readonly { readonly flag: string; readonly removeBy: string }[];
  /** Flags that serve one variant to everybody, and the instant since which neither a write nor a date of theirs changed that. */
  readonly settled: readonly { readonly flag: string; readonly variant: string; readonly since: string }[];
  /** Defined by the program and not stored. */
  readonly absent: readonly string[];
  /** Stored and not defined by the program; empty where it defines none. */
  readonly undefined: readonly string[];
  /** Nobody has asked for them since this client was made, in its environment. */
  readonly unused: readonly string[];
}

export interface PromoteOptions extends Authorship {
  /** The environment to promote from. Default: the documents as they are. */
  readonly from?: string;
  /** The environment to promote into. */
  readonly to: string;
  /** Only these flags. Default: all that differ. */
  readonly keys?: readonly string[];
  /** Only say what would change. Default false. */
  readonly dryRun?: boolean;
  /** Promote into a protected environment. Default false. */
  readonly force?: boolean;
  /** What was looked at before: only its flags are promoted, and only while each differs exactly so, in that version. */
  readonly comparison?: Comparison;
}

export interface Promotion {
  /** What was to be promoted: how the environments differed before. */
  readonly comparison: Comparison;
  /** Undefined: a dry run, or nothing differed. */
  readonly commit: Commit | undefined;
}

/** A dated change that is still to come. */
export interface PendingChange extends ScheduledChange {
  /** The flag's key. */
  readonly flag: string;
  /** The environment in whose patch it stands; absent: it is the flag's own. */
  readonly environment?: string;
  /** The version of the document in which it was found: an `ifVersion` for those who want to be sure. */
  readonly version: number;
}

/** What changes documents, and what prepares a change. */
export interface Management {
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
    options?: Authorship & { readonly keys?: readonly string[] },
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
  previewImpact(
    documents: readonly Document[],
    contexts: readonly EvaluationContext[],
    options?: { readonly at?: Date; readonly environment?: string },
  ): Promise<ImpactReport>;
}
