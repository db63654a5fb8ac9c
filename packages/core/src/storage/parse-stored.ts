import { isTooDeep } from '../model/depth.ts';
import { claimedId, hasSoundStorageFields, unreadableDocument } from '../model/document.ts';
import type { DocumentId, StoredDocument } from '../model/document.ts';
import { LIMITS } from '../model/limits.ts';
import type { Commit, CommittedChange } from './port.ts';

/** Parses external JSON. Undefined when it is invalid, or nests deeper than `LIMITS.nesting`. */
export function parseBounded(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    // `JSON.parse` does not recurse, but most code that handles its result does.
    const value: unknown = JSON.parse(text);
    return isTooDeep(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

/**
 * Parses the text stored under an id. Text that is not this document, or has invalid storage fields, becomes a placeholder that
 * no reader accepts (`unreadableDocument`).
 *
 * @param version The version of the placeholder.
 */
export function parseStoredDocument(id: DocumentId, text: unknown, version: number): StoredDocument {
  const value = parseBounded(text);
  if (claimedId(value) !== id) return unreadableDocument(id, version, `the stored text is not the document ${id}`);
  if (hasSoundStorageFields(value as object)) return value as StoredDocument;
  return unreadableDocument(id, version, 'its version, createdAt, updatedAt or updatedBy is invalid');
}

/** Returns a commit's record without its revision and predecessor. Undefined when its changes are malformed. */
export function parseCommitRecord(text: unknown): Omit<Commit, 'revision' | 'previous'> | undefined {
  const record = parseBounded(text) as Partial<Commit> | null | undefined;
  if (!Array.isArray(record?.changes) || !record.changes.every(isChange)) return undefined;
  const { at, actor, comment, via, digest } = record;
  return {
    at: isText(at) ? at : '',
    ...(isText(actor) ? { actor } : {}),
    ...(isText(comment) ? { comment } : {}),
    ...(isText(via) ? { via } : {}),
    ...(isText(digest) ? { digest } : {}),
    changes: record.changes.map(({ id, before, after }: CommittedChange) => ({ id, before, after })),
  };
}

function isChange(change: unknown): boolean {
  const { id, before, after } = (change ?? {}) as Partial<CommittedChange>;
  return typeof id === 'string' && isState(before, id) && isState(after, id);
}

/** Whether a value is null, or a document with the id. Readers validate its other fields. */
function isState(document: unknown, id: string): boolean {
  return document === null || (claimedId(document) === id && hasSoundStorageFields(document as object));
}

/** Commits are listed even if their notes cannot be read: a gap would prevent a rollback. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LIMITS.storageField;
}
