// Docs: docs/storage.md
import type { Document, DocumentId, DocumentKind, StoredDocument } from '../model/document.ts';
import type { FlagstaffError } from '../model/error.ts';
import type { Revision } from '../model/revision.ts';

/** The author, the reason and the identity of a write, kept in the history. */
export interface Authorship {
  /** The person or system that writes. At most 256 characters. Defaults to none. */
  readonly actor?: string | undefined;
  /** Why it writes. At most 8,192 characters. Defaults to none. */
  readonly comment?: string | undefined;
  /** What it writes through, such as `api` or `cli`. At most 64 characters. Defaults to none. */
  readonly via?: string | undefined;
  /**
   * Identifies the write, so that a repetition has no further effect: a UUID, or 8 to 128 other printable ASCII
   * characters. It becomes the token of the revision. Defaults to a new UUID.
   */
  readonly token?: string | undefined;
}

/** The options of a write of one document. */
export interface WriteOptions extends Authorship {
  /** Write only if the document has this version. Set to 0 to require that it does not exist. Omit to write unconditionally. */
  readonly ifVersion?: number | undefined;
}

/** One edit in a commit. A document may appear only once. */
export type Change =
  | {
      /** Creates or replaces a document. */
      readonly type: 'set';
      /** The document. Its storage fields are ignored. */
      readonly document: Document;
      /** The version that the document must have; 0 when it must not exist. Omit to overwrite any. */
      readonly ifVersion?: number | undefined;
    }
  | {
      /** Deletes a document. */
      readonly type: 'delete';
      /** The id of the document. */
      readonly id: DocumentId;
      /** The version that the document must have. Omit to delete any. */
      readonly ifVersion?: number | undefined;
    };

/** The author and the expectations of a commit. */
export interface CommitMeta extends Authorship {
  /** Digest of what the caller asked for under `token`, kept in the record. Omit when the caller chose no token. */
  readonly digest?: string | undefined;
  /** Commit only if the store has this epoch. Set to null to require an uninitialized store. Omit to accept every epoch. */
  readonly ifEpoch?: string | null | undefined;
  /** Commit only if this is the token of the store's current revision. */
  readonly ifToken?: string | undefined;
}

/** The effect of a commit on one document. */
export interface CommittedChange {
  /** The id of the document. */
  readonly id: DocumentId;
  /** The document before. Null when it did not exist. */
  readonly before: StoredDocument | null;
  /** The document after. Null when it was deleted. */
  readonly after: StoredDocument | null;
}

/** The audit record of a commit, written in the same transaction as the documents. Its token is `revision.token`. */
export interface Commit extends Omit<Authorship, 'token'> {
  /** The revision that the commit made. */
  readonly revision: Revision;
  /** The token of the previous revision. Null for the first commit of an epoch. */
  readonly previous: string | null;
  /** ISO 8601, UTC. For display only. */
  readonly at: string;
  /** Digest of what the caller asked for under its own token. Absent when it chose none. */
  readonly digest?: string | undefined;
  /** The changed documents. */
  readonly changes: readonly CommittedChange[];
}

/** The part of a commit that a follower applies. */
export interface CommitDelta extends Pick<Commit, 'revision' | 'previous'> {
  /** The changed documents, without their state before. */
  readonly changes: readonly Pick<CommittedChange, 'id' | 'after'>[];
}

/** All documents at one revision. `revision` is undefined before the first commit. */
export interface Snapshot {
  /** The revision of the documents. */
  readonly revision: Revision | undefined;
  /** All documents. */
  readonly documents: readonly StoredDocument[];
}

/** Which commits to return. Filters combine: a commit must match all of them. */
export interface HistoryQuery {
  /** Only commits that changed this document. */
  readonly id?: DocumentId | undefined;
  /** Only commits that changed a document of this kind. */
  readonly kind?: DocumentKind | undefined;
  /** Only commits by this actor. */
  readonly actor?: string | undefined;
  /** Only commits at or after this instant, by the writers' clocks: an RFC 3339 date-time, or a date meaning midnight UTC. */
  readonly since?: string | undefined;
  /** Only commits before this instant, by the writers' clocks. */
  readonly until?: string | undefined;
  /** Only the commit with this token. */
  readonly token?: string | undefined;
  /** Only the commit that made the revision with this number. */
  readonly revision?: number | undefined;
  /** Maximum number of commits. A page also ends with the commit that fills a megabyte. Defaults to 50; at most 1,000. */
  readonly limit?: number | undefined;
  /** The `next` of the previous page. Omit for the first page. */
  readonly cursor?: string | undefined;
  /**
   * Return the commits after this position, oldest first: the `position` of an earlier page, or an empty text to begin with the
   * oldest commit that is kept. Omit for newest first.
   */
  readonly after?: string | undefined;
}

/** One page of a list. */
export interface Page<T> {
  /** The items of the page. */
  readonly items: readonly T[];
  /** Pass it as `cursor` for the next page. Absent on the last page. A short page may have it too. */
  readonly next?: string;
}

/** One page of the history. */
export interface HistoryPage extends Page<Commit> {
  /**
   * True when the history no longer has commits that belong here. Newest first, on the last page: those before the oldest. With
   * `after`: those that followed the position; the page then begins with the oldest commit.
   */
  readonly truncated?: true;
  /** With `after`: the position of the page's end. Pass it as `after` to continue, now or later. */
  readonly position?: string;
}

/** A lookup of one value among a segment's stored members. */
export interface MemberQuestion {
  /** The segment's key. */
  readonly segment: string;
  /** The value to look up. */
  readonly member: string;
}

/** A change of a segment's stored members. Idempotent. */
export interface MemberChange {
  /** Whether to add the members or to remove them. */
  readonly type: 'add' | 'remove';
  /** Distinct members; at most 1,000. */
  readonly members: readonly string[];
}

/** Which stored members to return. */
export interface MemberQuery {
  /** Maximum number of members; Redis may return a few more. Defaults to 1,000; at most 1,000. */
  readonly limit?: number | undefined;
  /** The `next` of the previous page. Omit for the first page. */
  readonly cursor?: string | undefined;
}

/**
 * A store of documents. Four methods are required. A backend declares further capabilities by implementing their methods.
 *
 * Documents are plain JSON in both directions. A backend does not validate them; the client does. Errors that a caller can act
 * on are `FlagstaffError`s: `VERSION_CONFLICT`, `REVISION_CONFLICT`, `EPOCH_CONFLICT`, `DOCUMENT_NOT_FOUND`, `READ_ONLY`,
 * `STORAGE_*`, `OUTCOME_UNKNOWN`. Every other error counts as `STORAGE_UNAVAILABLE`.
 */
export interface StorageBackend {
  /** The name in messages: `memory`, `redis`, `read-only(redis)`. */
  readonly name: string;
  /** Milliseconds that a call may wait for its connection. The client extends its deadlines by them. Defaults to 0. */
  readonly connectTimeoutMs?: number;
  /** Returns a document. Undefined when it does not exist. */
  get(id: DocumentId): Promise<StoredDocument | undefined>;
  /**
   * Creates or replaces a document. Resolves to the stored document. A backend does not validate it: applications write with
   * `manage(flagstaff)`.
   * @throws {FlagstaffError} VERSION_CONFLICT when `ifVersion` does not match.
   */
  set(document: Document, options?: WriteOptions): Promise<StoredDocument>;
  /**
   * Deletes a document. Resolves to whether it existed.
   * @throws {FlagstaffError} VERSION_CONFLICT when `ifVersion` does not match.
   */
  delete(id: DocumentId, options?: WriteOptions): Promise<boolean>;
  /** Returns all documents. */
  list(): Promise<StoredDocument[]>;

  /** Returns all documents at one revision. */
  snapshot?(): Promise<Snapshot>;
  /**
   * Applies all changes or none, checks versions, and writes the audit record in the same transaction.
   * @throws {FlagstaffError} DOCUMENT_NOT_FOUND when a deleted document does not exist.
   */
  commit?(changes: readonly Change[], meta?: CommitMeta): Promise<Commit>;
  /**
   * Returns the commits after a revision, oldest first. The `previous` of the first is the revision's token. Empty when nothing
   * happened since. Undefined when the revision is unknown, older than the log, or several megabytes of commits ago; load a
   * snapshot instead.
   */
  changes?(since: Revision): Promise<readonly CommitDelta[] | undefined>;
  /**
   * Returns the current revision in one cheap read. Undefined before the first commit, or when all data is gone.
   * @throws {FlagstaffError} STORE_LOST when there is data without a revision; also in `snapshot` and `commit`.
   */
  revision?(): Promise<Revision | undefined>;
  /**
   * Calls back after changes. May miss some and repeat others. Resolves, once it listens, to a function that stops it.
   *
   * May pass the commit that was announced, as `changes` returns it. A client that holds the revision before it then reads nothing.
   *
   * A backend that notices when notifications stop calls `onHealth(true)` once it listens, `onHealth(false)` as soon as it does not,
   * and `onHealth(true)` when it listens again. Meanwhile, a client without `pollIntervalMs` polls less often. Never call it
   * otherwise.
   */
  watch?(
    onChange: (commit?: CommitDelta) => void,
    onHealth?: (isHealthy: boolean) => void,
  ): Promise<() => Promise<void>>;
  /**
   * Returns commits, newest first, or oldest first with `after`. A page ends at `limit` commits, or with the commit that fills a
   * megabyte. With a filter, a backend may search part of its log at a time: a page with few or no commits may have `next`.
   */
  history?(query?: HistoryQuery): Promise<HistoryPage>;
  /**
   * Returns, for each question in order, whether the value is a stored member. At most 1,000 questions, one round trip. Stored
   * members are well-formed texts of 1 to 256 characters without NUL. They are not part of any revision or commit.
   */
  hasMembers?(questions: readonly MemberQuestion[]): Promise<readonly boolean[]>;
  /** Adds or removes stored members of a segment. After a rejection, some may have changed. */
  changeMembers?(segment: string, change: MemberChange): Promise<void>;
  /**
   * Returns the stored members of a segment, in no particular order, whether or not its document exists. Pages may miss or
   * repeat members that change meanwhile.
   */
  listMembers?(segment: string, query?: MemberQuery): Promise<Page<string>>;
  /** Releases all handles. Idempotent. */
  close?(): Promise<void>;

  /** Returns milliseconds since 1970 by the store's own clock. It decides what has taken effect when writers' clocks differ. */
  time?(): Promise<number>;
  /** Returns risks to the store, such as a setting of its server. Called once per client and reported as errors. */
  warnings?(): Promise<readonly FlagstaffError[]>;
}

/** Methods that no other method depends on. Nothing fails without them. */
export type Remark = 'time' | 'warnings';
