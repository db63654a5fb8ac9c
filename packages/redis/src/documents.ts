import { documentId } from '@flagstaff/core/storage';
import type { Document, DocumentId, Slot, StoredDocument } from '@flagstaff/core/storage';

/** The field with a document. The prefix keeps names such as `__proto__` from being fields of their own. */
export function documentField(id: string): string {
  return `f:${id}`;
}

/** The field with the last version used under an id; it outlives the document. */
export function versionField(id: string): string {
  return `v:${id}`;
}

/** What a store holds under an id, from its two fields. */
export function parseSlot(id: DocumentId, text: string | null, version: string | null): Slot {
  const used = Number(version ?? 0);
  const last = Number.isSafeInteger(used) && used > 0 ? used : 0;
  const document = text === null ? undefined : parseDocument(id, text, last);
  return { document, version: Math.max(last, document?.version ?? 0) };
}

/** All documents in a hash, given as a flat list of fields and values, by id. */
export function parseDocuments(hash: readonly (string | null)[]): StoredDocument[] {
  const fields = new Map<string, string>();
  for (let i = 0; i + 1 < hash.length; i += 2) fields.set(hash[i] ?? '', hash[i + 1] ?? '');
  const documents: StoredDocument[] = [];
  for (const [field, text] of [...fields].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const id = field.slice(2);
    if (!field.startsWith('f:') || !isDocumentId(id)) continue;
    const { document } = parseSlot(id, text, fields.get(versionField(id)) ?? null);
    if (document !== undefined) documents.push(document);
  }
  return documents;
}

/**
 * A document from its text. A text that is no document, or another's, becomes one that no reader accepts: the flag keeps the
 * version that was understood last and is reported, where a gap would delete it and an error would stop all the others.
 */
function parseDocument(id: DocumentId, text: string, version: number): StoredDocument {
  const [kind, key] = splitId(id);
  let unreadable = `the stored text is not the document ${id}`;
  try {
    const value: unknown = JSON.parse(text);
    if (isStored(value) && documentId(value) === id) return value;
  } catch (error) {
    unreadable = `the stored text is not JSON: ${(error as SyntaxError).message}`;
  }
  return { kind, key, version, createdAt: '', updatedAt: '', unreadable } as Document & StoredDocument;
}

function isStored(value: unknown): value is StoredDocument {
  return typeof value === 'object' && value !== null && Number.isSafeInteger((value as StoredDocument).version);
}

function isDocumentId(text: string): text is DocumentId {
  return /^[a-z]+:./s.test(text);
}

function splitId(id: DocumentId): readonly [kind: string, key: string] {
  const colon = id.indexOf(':');
  return [id.slice(0, colon), id.slice(colon + 1)];
}
