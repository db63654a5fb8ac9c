import type { Document, DocumentId, StoredDocument } from '../model/document.ts';
import { FlagstaffError, isFlagstaffError } from '../model/error.ts';
import type { Change, Commit, CommitMeta, WriteOptions } from './port.ts';

/** @inline */
type CommitMethod = (changes: readonly Change[], meta?: CommitMeta) => Promise<Commit>;

/** Implements `set` with `commit`. */
export async function setThroughCommit(
  commit: CommitMethod,
  document: Document,
  options: WriteOptions = {},
): Promise<StoredDocument> {
  const { ifVersion, ...meta } = options;
  const { changes } = await commit(
    [{ type: 'set', document, ...(ifVersion === undefined ? {} : { ifVersion }) }],
    meta,
  );
  const after = changes[0]?.after;
  if (after == null)
    throw new FlagstaffError('STORAGE_CORRUPT', 'The storage backend committed a document but did not return it.');
  return after;
}

/** Implements `delete` with `commit`. */
export async function deleteThroughCommit(
  commit: CommitMethod,
  id: DocumentId,
  options: WriteOptions = {},
): Promise<boolean> {
  const { ifVersion, ...meta } = options;
  try {
    await commit([{ type: 'delete', id, ...(ifVersion === undefined ? {} : { ifVersion }) }], meta);
    return true;
  } catch (error) {
    if (isFlagstaffError(error, 'DOCUMENT_NOT_FOUND')) return false;
    throw error;
  }
}
