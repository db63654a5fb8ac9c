import { isTooDeep } from '../model/depth.ts';
import { claimedId, hasSoundStorageFields, unreadableDocument } from '../model/document.ts';
import type { DocumentId, StoredDocument } from '../model/document.ts';
import { LIMITS } from '../model/limits.ts';
import type { Commit, CommittedChange } from './port.ts';

/** JSON that came from outside, or undefined when it is not JSON or nests deeper than `LIMITS.nesting`. */
export function parseBounded(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    // `JSON.parse` does not recurse; nearly everything that is done with its result does.
    const value: unknown = JSON.parse(text);
    return isTooDeep(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

/**
 * A document from the text that a store keeps under an id. A text that is not this document, or whose storage fields are not what a
 * store writes, becomes a stand-in that no reader accepts (`unreadableDocument`).
 *
 * @param version the version that the stand-in gets
 */
export function parseStoredDocument(id: DocumentId, text: unknown, version: number): StoredDocument {
  const value = parseBounded(text);
  if (claimedId(value) !== id) return unreadableDocument(id, version, `the stored text is not the document ${id}`);
  if (hasSoundStorageFields(value as object)) return value as StoredDocument;
  return unreadableDocument(id, version, 'its version, createdAt, updatedAt or updatedBy is not what a store writes');
}

/** What a commit's record holds besides its revision and predecessor; undefined when its changes are not what a store writes. */
export function parseCommitRecord(text: unknown): Omit<Commit, 'revision' | 'previous'> | undefined {
  const record = parseBounded(text) as Partial<Commit> | null | undefined;
  if (!Array.isArray(record?.changes) || !record.changes.every(isChange)) return undefined;
  const { at, actor, comment } = record;
  return {
    at: isText(at) ? at : '',
    ...(isText(actor) ? { actor } : {}),
    ...(isText(comment) ? { comment } : {}),
    changes: record.changes.map(({ id, before, after }: CommittedChange) => ({ id, before, after })),
  };
}

function isChange(change: unknown): boolean {
  const { id, before, after } = (change ?? {}) as Partial<CommittedChange>;
  return typeof id === 'string' && isState(before, id) && isState(after, id);
}

/** Null, or the document with the id. What its own fields are is judged by readers. */
function isState(document: unknown, id: string): boolean {
  return document === null || (claimedId(document) === id && hasSoundStorageFields(document as object));
}

/** Commits go on being listed when their notes cannot be read: a gap would end a rollback. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LIMITS.storageField;
}
