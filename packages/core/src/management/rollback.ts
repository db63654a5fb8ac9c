import { sameJson } from '../model/json-equal.ts';
import type { DocumentId, StoredDocument } from '../model/document.ts';
import { claimedId, withoutStorageFields } from '../model/document.ts';
import type { Change, Snapshot } from '../storage/port.ts';
import { canonicalDocument } from '../documents/parse-document.ts';
import { pastBodies } from './past-documents.ts';
import type { ReadHistory } from './past-documents.ts';

/**
 * Returns the changes that restore every document to a revision.
 * @throws {FlagstaffError} REVISION_NOT_FOUND when the revision is not in the history.
 */
export async function changesBackTo(
  number: number,
  snapshot: Snapshot,
  history: ReadHistory,
): Promise<readonly Change[]> {
  // Commits since the snapshot are left out. Writing on top of them conflicts, and the rollback is retried.
  const { bodies } = await pastBodies(number, snapshot.revision, history);
  const current = new Map(snapshot.documents.map((document) => [claimedId(document), document]));
  const changes = await Promise.all([...bodies].map(([id, body]) => changeTo(id, body, current.get(id))));
  return changes.flat();
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
