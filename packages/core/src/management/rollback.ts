import { sameJson } from '../model/json-equal.ts';
import type { DocumentId, StoredDocument } from '../model/document.ts';
import { claimedId, withoutStorageFields } from '../model/document.ts';
import { FlagstaffError } from '../model/error.ts';
import type { Revision } from '../model/revision.ts';
import type { Change, Commit, HistoryQuery, Page, Snapshot } from '../storage/port.ts';
import { createSlices } from '../timing/slices.ts';
import { canonicalDocument } from '../documents/canonical-document.ts';

export type ReadHistory = (query: HistoryQuery) => Promise<Page<Commit>>;

/** Size of the first page of history. Each further page doubles, up to the last number. */
const PAGES = { first: 10, last: 80 } as const;

/**
 * Returns the changes that restore every document to a revision.
 * @throws {FlagstaffError} REVISION_NOT_FOUND when the revision is not in the history.
 */
export async function changesBackTo(
  number: number,
  snapshot: Snapshot,
  history: ReadHistory,
): Promise<readonly Change[]> {
  const { revision: head } = snapshot;
  if (head === undefined || !Number.isSafeInteger(number) || number < 1 || number > head.number) throw notFound(number);
  const bodies = await bodiesAt(number, head, history);
  const current = new Map(snapshot.documents.map((document) => [claimedId(document), document]));
  const changes = await Promise.all([...bodies].map(([id, body]) => changeTo(id, body, current.get(id))));
  return changes.flat();
}

/** Returns the documents changed after a revision, as they were then. Null when they did not exist. */
async function bodiesAt(
  number: number,
  head: Revision,
  history: ReadHistory,
): Promise<Map<DocumentId, StoredDocument | null>> {
  const bodies = new Map<DocumentId, StoredDocument | null>();
  let expected = head.token;
  let cursor: string | undefined;
  let limit: number = PAGES.first;
  const turn = createSlices();
  do {
    await turn();
    const page = await history({ limit, ...(cursor === undefined ? {} : { cursor }) });
    for (const commit of page.items) {
      // Commits since the snapshot. Writing on top of them conflicts, and the rollback is retried.
      if (commit.revision.number > head.number) continue;
      if (commit.revision.epoch !== head.epoch || commit.revision.token !== expected) throw notFound(number);
      if (commit.revision.number === number) return bodies;
      // From new to old: the oldest `before` after the revision is the state at the revision.
      for (const { id, before } of commit.changes) bodies.set(id, before);
      expected = commit.previous ?? '';
    }
    cursor = page.next;
    limit = Math.min(2 * limit, PAGES.last);
  } while (cursor !== undefined);
  throw notFound(number);
}

async function changeTo(
  id: DocumentId,
  body: StoredDocument | null,
  current: StoredDocument | undefined,
): Promise<readonly Change[]> {
  if (body === null) return current === undefined ? [] : [{ type: 'delete', id, ifVersion: current.version }];
  // The order of keys matters in a split.
  if (current !== undefined && sameJson(withoutStorageFields(body), withoutStorageFields(current))) return [];
  const document = await canonicalDocument(body);
  return [{ type: 'set', document, ifVersion: current?.version ?? 0 }];
}

function notFound(number: number): FlagstaffError {
  return new FlagstaffError(
    'REVISION_NOT_FOUND',
    `Revision ${number} is not in the history of this store. Choose one that \`history()\` lists.`,
  );
}
