// Docs: docs/sync.md, "One refresh"
import { claimedId } from '../model/document.ts';
import type { DocumentId, StoredDocument } from '../model/document.ts';
import type { Revision } from '../model/revision.ts';
import { parseDocument } from '../documents/parse-document.ts';
import type { CommitDelta } from '../storage/port.ts';

/** All documents of a store, at one revision. */
export interface WholeReading {
  readonly revision: Revision | undefined;
  readonly documents: readonly unknown[];
}

/** The changes since the current revision. */
export interface DeltaReading {
  readonly revision: Revision | undefined;
  /** Null for a deletion. */
  readonly changes: readonly { readonly id: DocumentId; readonly document: StoredDocument | null }[];
}

/** The result of reading a store. */
export type Reading = WholeReading | DeltaReading;

/**
 * Returns the changes of a list of commits that form a chain from the current revision. Undefined when they do not. Only a
 * verified chain proves that nothing else differs: numbers alone would keep edits of a lost branch.
 */
export function joinCommits(held: Revision, commits: readonly CommitDelta[]): DeltaReading | undefined {
  let revision = held;
  const changes = new Map<DocumentId, StoredDocument | null>();
  for (const commit of commits) {
    if (commit.previous !== revision.token || commit.revision.epoch !== held.epoch) return undefined;
    // Every commit changes something, so a record without changes is damaged.
    if (commit.changes.length === 0) return undefined;
    revision = commit.revision;
    for (const { id, after } of commit.changes) {
      // The record contains another document than it claims. Only a full read can tell what is stored under either id.
      if (after != null && claimedId(after) !== id) return undefined;
      // The record may be damaged while the document is not. Read the documents themselves.
      if (after != null && !parseDocument(after).ok) return undefined;
      changes.set(id, after);
    }
  }
  return { revision, changes: [...changes].map(([id, document]) => ({ id, document })) };
}
