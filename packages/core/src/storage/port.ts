// Docs: docs/storage.md
import type { Document, DocumentId, StoredDocument } from '../model/document.ts';
import type { FlagstaffError } from '../model/error.ts';
import type { Revision } from '../model/revision.ts';

/** Who writes and why: kept in the history. */
export interface Authorship {
  readonly actor?: string;
  readonly comment?: string;
}

export interface WriteOptions extends Authorship {
  /** Write only if the document has this version; 0: only if it does not exist. Default: whatever it has. */
  readonly ifVersion?: number;
}

/** One edit in a commit. A document appears at most once in a commit. */
export type Change =
  | { readonly type: 'set'; readonly document: Document; readonly ifVersion?: number }
  | { readonly type: 'delete'; readonly id: DocumentId; readonly ifVersion?: number };

export interface CommitMeta extends Authorship {
  /** The revision's token, a UUID that the writer chooses. Default: the backend chooses one. */
  readonly token?: string;
  /** Commit only if the store has this epoch; null: only if it was never initialised. Default: whatever it has. */
  readonly ifEpoch?: string | null;
  /** Commit only if the store is still at the revision with this token. */
  readonly ifToken?: string;
}

/** What a commit did to one document. */
export interface CommittedChange {
  readonly id: DocumentId;
  /** The document before; null: it did not exist. */
  readonly before: StoredDocument | null;
  /** The document after; null: it was deleted. */
  readonly after: StoredDocument | null;
}

/** The audit record of a commit; written in the same transaction as the documents. */
export interface Commit extends Authorship {
  readonly revision: Revision;
  /** The token of the revision before; null: the first commit of the epoch. */
  readonly previous: string | null;
  /** ISO 8601, UTC. Display only. */
  readonly at: string;
  readonly changes: readonly CommittedChange[];
}

/** All documents as of one revision. `revision` is undefined while nothing was ever committed. */
export interface Snapshot {
  readonly revision: Revision | undefined;
  readonly documents: readonly StoredDocument[];
}

export interface HistoryQuery {
  /** Only commits that changed this document. */
  readonly id?: DocumentId;
  /** Commits at most. A page also ends with the commit that fills a megabyte. Defaults to 50, at most 1,000. */
  readonly limit?: number;
  /** Where the page before ended: its `next`. */
  readonly cursor?: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Hand this in as `cursor` for the next page; absent on the last one. A short page may have it too. */
  readonly next?: string;
}

/** Whether a value is a stored member of a segment. */
export interface MemberQuestion {
  readonly segment: string;
  readonly member: string;
}

/** A change of a segment's stored members. Doing it twice is doing it once. */
export interface MemberChange {
  readonly type: 'add' | 'remove';
  /** Different from each other; 1,000 at most. */
  readonly members: readonly string[];
}

export interface MemberQuery {
  /** Members at most; Redis may give a few more. Default 1,000, at most 1,000. */
  readonly limit?: number;
  /** Where the page before ended: its `next`. */
  readonly cursor?: string;
}

/**
 * Where documents live. Four methods make a backend; what more it can do, it declares by having the method.
 *
 * Documents go in and come out as plain JSON; a backend does not judge them (whoever reads or writes through a client does).
 * Failures are `FlagstaffError`s where the caller can act on them: `VERSION_CONFLICT`, `REVISION_CONFLICT`, `EPOCH_CONFLICT`,
 * `DOCUMENT_NOT_FOUND`, `READ_ONLY`, `STORAGE_*`, `OUTCOME_UNKNOWN`; anything else counts as `STORAGE_UNAVAILABLE`.
 */
export interface StorageBackend {
  /** For messages: `memory`, `redis`, `read-only(redis)`. */
  readonly name: string;
  get(id: DocumentId): Promise<StoredDocument | undefined>;
  /** Creates or replaces; resolves to what is stored now. Rejects with `VERSION_CONFLICT` when `ifVersion` does not hold. */
  set(document: Document, options?: WriteOptions): Promise<StoredDocument>;
  /** Resolves to whether the document existed. Rejects with `VERSION_CONFLICT` when `ifVersion` does not hold. */
  delete(id: DocumentId, options?: WriteOptions): Promise<boolean>;
  list(): Promise<StoredDocument[]>;

  /** Everything, as of one revision, in one read. */
  snapshot?(): Promise<Snapshot>;
  /** All or none, versions checked, audit record in the same transaction. A delete of a missing document: `DOCUMENT_NOT_FOUND`. */
  commit?(changes: readonly Change[], meta?: CommitMeta): Promise<Commit>;
  /**
   * The commits after a revision, oldest first; the first one's `previous` is the revision's token. Undefined: the revision is
   * unknown, older than the log, or several megabytes of commits ago; load again. Empty: nothing happened since.
   */
  changes?(since: Revision): Promise<readonly Commit[] | undefined>;
  /**
   * One cheap read of where the store is. Undefined while nothing was ever committed, or when everything is gone. A backend that finds
   * part of its data without a revision rejects with `STORE_LOST`, in `snapshot` and `commit` too.
   */
  revision?(): Promise<Revision | undefined>;
  /** Calls back after changes; may miss some, may repeat. Resolves, once it listens, to a function that stops it. */
  watch?(onChange: () => void): Promise<() => Promise<void>>;
  /**
   * Commits, newest first. A page ends at `limit` commits, or with the commit that fills a megabyte. With `id`, a backend may search a
   * part of its log at a time: a page with few commits, or none, may have `next`.
   */
  history?(query?: HistoryQuery): Promise<Page<Commit>>;
  /**
   * For each value whether it is a stored member of the segment, in the order of the questions: 1,000 at most, one round trip.
   * Stored members are texts of 1 to 256 characters, well-formed and without NUL. They belong to no revision and to no commit.
   */
  hasMembers?(questions: readonly MemberQuestion[]): Promise<readonly boolean[]>;
  /** Adds or removes stored members of a segment. When it rejects, some of them may be changed. */
  changeMembers?(segment: string, change: MemberChange): Promise<void>;
  /**
   * The stored members of a segment, whether its document exists or not, in no particular order. While they are changed, the pages
   * may miss or repeat those that change.
   */
  listMembers?(segment: string, query?: MemberQuery): Promise<Page<string>>;
  /** Releases every handle; idempotent. */
  close?(): Promise<void>;

  /** Milliseconds since 1970 by the store's own clock. It decides what has taken effect when the clocks of writers differ. */
  time?(): Promise<number>;
  /** What endangers the store, such as a setting of its server. Asked once per client and reported as problems. */
  warnings?(): Promise<readonly FlagstaffError[]>;
}

/** What no other method depends on: without it nothing fails. */
export type Remark = 'time' | 'warnings';
