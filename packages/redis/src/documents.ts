import { isVersion, parseStoredDocument, unreadableDocument } from '@flagstaff/core/storage';
import type { DocumentId, StoredVersion, StoredDocument } from '@flagstaff/core/storage';

/** The field with a document. The prefix keeps names such as `__proto__` from being fields of their own. */
export function documentField(id: string): string {
  return `f:${id}`;
}

/** The field with the last version used under an id; it outlives the document. */
export function versionField(id: string): string {
  return `v:${id}`;
}

/** What a store holds under an id, from its two fields. */
export function parseSlot(id: DocumentId, text: string | null, version: string | null): StoredVersion {
  const last = Number(soundVersion(version)) || 0;
  const document = text === null ? undefined : parseDocument(id, text, last);
  return { document, version: Math.max(last, document?.version ?? 0) };
}

/** A version field as a store writes it; empty when it is anything else. The script reads it in the same way. */
export function soundVersion(field: string | null): string {
  return field !== null && /^[1-9]\d*$/.test(field) && isVersion(Number(field)) ? field : '';
}

/** All documents in a hash, given as a flat list of fields and values, by id. */
export function parseDocuments(hash: readonly (string | null)[]): StoredDocument[] {
  const fields = new Map<string, string>();
  for (let i = 0; i + 1 < hash.length; i += 2) fields.set(hash[i] ?? '', hash[i + 1] ?? '');
  const documents: StoredDocument[] = [];
  for (const [field, text] of [...fields].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const id = field.slice(2);
    // Fields that are not ours are left alone.
    if (!field.startsWith('f:') || !isDocumentId(id)) continue;
    const { document } = parseSlot(id, text, fields.get(versionField(id)) ?? null);
    if (document !== undefined) documents.push(document);
  }
  return documents;
}

/** The text holds the version of the document; the field beside it is for documents that are gone. */
function parseDocument(id: DocumentId, text: string, version: number): StoredDocument {
  const document = parseStoredDocument(id, text, version);
  return isVersion(document.version) ? document : unreadableDocument(id, version, 'it has no version');
}

function isDocumentId(text: string): text is DocumentId {
  return /^[a-z]+:./s.test(text);
}
