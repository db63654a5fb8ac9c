import type { FlagstaffError } from '@flagstaff/core';
import type { Change, Management } from '@flagstaff/core/management';
import { claimedId, isFlagstaffError, withoutStorageFields } from '@flagstaff/core/storage';
import type { Document, DocumentId, StoredDocument } from '@flagstaff/core/storage';
import { isDeepStrictEqual } from 'node:util';

/** Above this number of documents, one read of the whole store is cheaper. */
const MAX_SINGLE_READS = 20;
/** Each conflict means that another writer succeeded. */
const MAX_CONFLICTS = 10;

/** Documents by id. */
export type Documents = ReadonlyMap<DocumentId, Document>;

/** What to copy. */
export interface Copy {
  readonly ids: Iterable<DocumentId>;
  /** The content of the file. An id that is absent is deleted. */
  readonly wanted: Documents;
  readonly actor: string;
  readonly comment: string;
  /** Keep stored documents that another actor wrote last. */
  readonly keepForeign: boolean;
}

/** Returns documents by id. Documents without an id have a place of their own, so that their fault is reported. */
export function documentsById(documents: readonly Document[]): Documents {
  return new Map(documents.map((document, place) => [claimedId(document) ?? (`#:${place}` as DocumentId), document]));
}

/** Returns the ids of documents that differ. */
export function differingIds(before: Documents, after: Documents): DocumentId[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter(
    (id) => !isDeepStrictEqual(before.get(id), after.get(id)),
  );
}

/**
 * Makes the stored documents equal to the file's, as one commit, or none when they are equal. A concurrent write is read first.
 *
 * @throws {FlagstaffError} INVALID_DOCUMENT when a document is invalid. Nothing is written then.
 */
export async function copyDocuments(management: Management, copy: Copy): Promise<void> {
  const ids = [...copy.ids];
  for (let conflicts = 0; ; conflicts += 1) {
    const stored = await readStored(management, ids);
    const changes = ids.flatMap((id) => changeOf(id, copy, stored.get(id)));
    if (changes.length === 0) return;
    try {
      await management.commit(changes, { actor: copy.actor, comment: copy.comment });
      return;
    } catch (error) {
      if (!isFlagstaffError(error, 'VERSION_CONFLICT') || conflicts === MAX_CONFLICTS) throw error;
    }
  }
}

/**
 * Like `copyDocuments`. If a document is refused, writes the others one by one, in an order that respects their references.
 * Resolves to the refused documents.
 */
export async function copyAccepted(
  management: Management,
  copy: Copy,
): Promise<ReadonlyMap<DocumentId, FlagstaffError>> {
  const refused = new Map<DocumentId, FlagstaffError>();
  const attempt = async (ids: readonly DocumentId[]): Promise<boolean> => {
    try {
      await copyDocuments(management, { ...copy, ids });
      for (const id of ids) refused.delete(id);
      return true;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      for (const id of ids) refused.set(id, error);
      return false;
    }
  };

  if (await attempt([...copy.ids])) return refused;
  for (let left = refused.size + 1; refused.size > 0 && refused.size < left;) {
    left = refused.size;
    for (const id of refused.keys()) await attempt([id]);
  }
  return refused;
}

/** Whether the document is at fault, not the store. */
function isRefusal(error: unknown): error is FlagstaffError {
  return isFlagstaffError(error, 'INVALID_DOCUMENT') || isFlagstaffError(error, 'DOCUMENT_IN_USE');
}

async function readStored(
  management: Management,
  ids: readonly DocumentId[],
): Promise<ReadonlyMap<DocumentId, StoredDocument>> {
  const readable = ids.filter((id) => !id.startsWith('#:'));
  const documents =
    readable.length > MAX_SINGLE_READS
      ? await management.list()
      : await Promise.all(readable.map((id) => management.get(id)));
  return new Map(documents.flatMap((document) => (document === undefined ? [] : [[claimedId(document)!, document]])));
}

function changeOf(
  id: DocumentId,
  { wanted, actor, keepForeign }: Copy,
  stored: StoredDocument | undefined,
): readonly Change[] {
  const document = wanted.get(id);
  if (keepForeign && stored !== undefined && stored.updatedBy !== actor) return [];
  if (document === undefined) {
    return stored === undefined ? [] : [{ type: 'delete', id, ifVersion: stored.version }];
  }
  if (stored !== undefined && isDeepStrictEqual(document, withoutStorageFields(stored))) return [];
  return [{ type: 'set', document, ifVersion: stored?.version ?? 0 }];
}
