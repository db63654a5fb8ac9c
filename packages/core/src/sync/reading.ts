// Docs: docs/sync.md, "One look"
import { claimedId } from '../model/document.ts';
import type { DocumentId, StoredDocument } from '../model/document.ts';
import { FlagstaffError } from '../model/error.ts';
import type { Revision } from '../model/revision.ts';
import { parseDocument } from '../documents/parse-document.ts';
import type { Commit, Snapshot } from '../storage/port.ts';

/** Everything that the store holds, as of one revision. */
export interface WholeReading {
  readonly revision: Revision | undefined;
  readonly documents: readonly unknown[];
}

/** What to change about the revision that is held. */
export interface DeltaReading {
  readonly revision: Revision | undefined;
  /** Null: deleted. */
  readonly changes: readonly { readonly id: DocumentId; readonly document: StoredDocument | null }[];
}

/** What a follower brings from the store. */
export type Reading = WholeReading | DeltaReading;

/** The revision, if it is one. Throws `STORAGE_CORRUPT`. */
export function checkRevision(revision: unknown, name: string): Revision | undefined {
  if (revision === undefined || revision === null) return undefined;
  const { epoch, number, token } = revision as Partial<Revision>;
  if (typeof epoch === 'string' && typeof token === 'string' && Number.isSafeInteger(number)) {
    return revision as Revision;
  }
  throw new FlagstaffError('STORAGE_CORRUPT', `${name} gave a revision without epoch, number and token.`);
}

/** The snapshot, if it is one. Throws `STORAGE_CORRUPT`. What its documents are is judged by whoever compiles them. */
export function checkSnapshot(snapshot: Snapshot, name: string): WholeReading {
  if (!Array.isArray(snapshot?.documents)) {
    throw new FlagstaffError('STORAGE_CORRUPT', `${name} gave a snapshot without a list of documents.`);
  }
  return { revision: checkRevision(snapshot.revision, name), documents: snapshot.documents };
}

/**
 * What a list of commits changes, when it is a chain that starts at the revision held; undefined when it is not. A chain that
 * verifies is the only proof that nothing else differs: numbers would let edits of a lost branch stay.
 */
export function joinCommits(held: Revision, commits: readonly Commit[]): DeltaReading | undefined {
  let revision = held;
  const changes = new Map<DocumentId, StoredDocument | null>();
  for (const commit of commits) {
    if (commit.previous !== revision.token || commit.revision.epoch !== held.epoch) return undefined;
    // Every commit changes something: a record without changes is spoilt.
    if (commit.changes.length === 0) return undefined;
    revision = commit.revision;
    for (const { id, after } of commit.changes) {
      // Some other document than the commit says: what the store holds under either id, only the whole of it can tell.
      if (after != null && claimedId(after) !== id) return undefined;
      // A record can be spoilt while the document is not: the documents themselves decide.
      if (after != null && !parseDocument(after).ok) return undefined;
      changes.set(id, after);
    }
  }
  return { revision, changes: [...changes].map(([id, document]) => ({ id, document })) };
}
