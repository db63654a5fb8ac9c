import { claimedId } from '../model/document.ts';
import type { DocumentId, StoredDocument } from '../model/document.ts';
import { FlagstaffError } from '../model/error.ts';
import type { Revision } from '../model/revision.ts';
import type { Commit, HistoryQuery, Page, Snapshot } from '../storage/port.ts';
import { createSlices } from '../timing/slices.ts';

export type ReadHistory = (query: HistoryQuery) => Promise<Page<Commit>>;

/** The documents that were changed after a revision, as they were then. */
export interface PastBodies {
  readonly revision: Revision;
  /** Null for a document that did not exist. */
  readonly bodies: ReadonlyMap<DocumentId, StoredDocument | null>;
}

/** Size of the first page of history. Each further page doubles, up to the last number. */
const PAGES = { first: 10, last: 80 } as const;

/**
 * Returns the documents that were changed since a revision of the snapshot's epoch, as they were then.
 * @throws {FlagstaffError} REVISION_NOT_FOUND when the revision is not in the history.
 */
export async function pastBodies(
  number: number,
  head: Snapshot['revision'],
  history: ReadHistory,
): Promise<PastBodies> {
  if (head === undefined || !Number.isSafeInteger(number) || number < 1 || number > head.number) {
    throw revisionNotFound(number);
  }
  const bodies = new Map<DocumentId, StoredDocument | null>();
  let expected = head.token;
  let cursor: string | undefined;
  let limit: number = PAGES.first;
  const turn = createSlices();
  do {
    await turn();
    const page = await history({ limit, ...(cursor === undefined ? {} : { cursor }) });
    for (const { revision, previous, changes } of page.items) {
      // Commits since the snapshot.
      if (revision.number > head.number) continue;
      if (revision.epoch !== head.epoch || revision.token !== expected) throw revisionNotFound(number);
      if (revision.number === number) return { revision, bodies };
      // From new to old: the oldest `before` after the revision is the state at the revision.
      for (const { id, before } of changes) bodies.set(id, before);
      expected = previous ?? '';
    }
    cursor = page.next;
    limit = Math.min(2 * limit, PAGES.last);
  } while (cursor !== undefined);
  throw revisionNotFound(number);
}

/**
 * Returns all documents as they were at a revision.
 * @throws {FlagstaffError} REVISION_NOT_FOUND when the revision is not in the history.
 */
export async function documentsAt(number: number, snapshot: Snapshot, history: ReadHistory): Promise<Snapshot> {
  if (snapshot.revision?.number === number) return snapshot;
  const { revision, bodies } = await pastBodies(number, snapshot.revision, history);
  const documents = snapshot.documents.filter((document) => !bodies.has(claimedId(document)!));
  const restored = [...bodies.values()].filter((body) => body !== null);
  return { revision, documents: [...documents, ...restored] };
}

export function revisionNotFound(number: number): FlagstaffError {
  return new FlagstaffError(
    'REVISION_NOT_FOUND',
    `Revision ${number} is not in the history of this store. Choose one that \`history()\` lists.`,
  );
}
