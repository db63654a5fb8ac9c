import type { EnvironmentDocument } from './environment.ts';
import type { FlagDocument } from './flag.ts';
import { LIMITS } from './limits.ts';
import type { SegmentDocument } from './segment.ts';

/** A document of a store: a flag, a segment or an environment. */
export type Document = FlagDocument | SegmentDocument | EnvironmentDocument;

/** The kinds of documents. */
export type DocumentKind = Document['kind'];

/** A document's address in a store, such as `flag:checkout`. */
export type DocumentId = `${DocumentKind}:${string}`;

/** The fields that a store adds to a document. */
export interface StorageFields {
  /** 1 on creation, incremented by every edit. Continues counting when a deleted document is recreated. */
  readonly version: number;
  /** ISO 8601, UTC. For display only; never used for ordering. */
  readonly createdAt: string;
  /** ISO 8601, UTC. For display only; never used for ordering. */
  readonly updatedAt: string;
  /** The `actor` of the last edit, if given. */
  readonly updatedBy?: string;
}

/** A document as read from a store. */
export type StoredDocument = Document & StorageFields;

/** The fields that a store adds. Ignored in documents to write. */
export const STORAGE_FIELDS: readonly (keyof StorageFields)[] = ['version', 'createdAt', 'updatedAt', 'updatedBy'];

/** Returns the id of a document, such as `flag:checkout`. */
export function documentId(document: { readonly kind: DocumentKind; readonly key: string }): DocumentId {
  return `${document.kind}:${document.key}`;
}

/** Returns the id that a stored value claims, well-formed or not. Undefined when it claims none. */
export function claimedId(value: unknown): DocumentId | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { kind, key } = value as { readonly kind?: unknown; readonly key?: unknown };
  return typeof kind === 'string' && typeof key === 'string' ? (`${kind}:${key}` as DocumentId) : undefined;
}

/** Whether a value is a valid version of a stored document. */
export function isVersion(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

/** Whether the storage fields of a stored value have the right types. Absent fields are valid. */
export function hasSoundStorageFields(value: object): boolean {
  const { version, createdAt, updatedAt, updatedBy } = value as { readonly [name: string]: unknown };
  return (
    (version === undefined || isVersion(version)) && [createdAt, updatedAt, updatedBy].every(isOptionalStorageText)
  );
}

/** Whether a storage field is absent or text of bounded length. */
export function isOptionalStorageText(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && value.length <= LIMITS.storageField);
}

/**
 * Returns a placeholder for a stored document that cannot be read. Parsing always rejects it, so the last good version stays in
 * use and the error is reported. Omitting it would delete the flag; throwing would stop every other flag.
 *
 * @param id Omit when the store does not know which document it was.
 * @param why Completes the sentence "The document cannot be read: …".
 */
export function unreadableDocument(id: string | undefined, version: number, why: string): StoredDocument {
  const colon = id?.indexOf(':') ?? -1;
  const named = id === undefined ? {} : { kind: id.slice(0, colon), key: id.slice(colon + 1) };
  const stored = { version: isVersion(version) ? version : 1, createdAt: '', updatedAt: '' };
  return { ...named, ...stored, unreadable: why } as unknown as StoredDocument;
}

/** Returns the document without its storage fields. */
export function withoutStorageFields(stored: Document): Document {
  if (!hasStorageFields(stored)) return stored;
  const added: readonly string[] = STORAGE_FIELDS;
  return Object.fromEntries(Object.entries(stored).filter(([name]) => !added.includes(name))) as unknown as Document;
}

/** Whether the document has storage fields. */
export function hasStorageFields(document: Document): boolean {
  for (let index = 0; index < STORAGE_FIELDS.length; index++) {
    if (Object.hasOwn(document, STORAGE_FIELDS[index]!)) return true;
  }
  return false;
}
