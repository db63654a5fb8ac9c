import type { EnvironmentDocument } from './environment.ts';
import type { FlagDocument } from './flag.ts';
import { LIMITS } from './limits.ts';
import type { SegmentDocument } from './segment.ts';

/** What a store holds: a flag, a segment or an environment. */
export type Document = FlagDocument | SegmentDocument | EnvironmentDocument;

export type DocumentKind = Document['kind'];

/** A document's address in a store, such as `flag:checkout`. */
export type DocumentId = `${DocumentKind}:${string}`;

/** What a store adds to a document. */
export interface StorageFields {
  /** 1 when created, one more at every edit; a document that is created again after a deletion goes on counting. */
  readonly version: number;
  /** ISO 8601, UTC. Display only: nothing is ordered by it. */
  readonly createdAt: string;
  /** ISO 8601, UTC. Display only: nothing is ordered by it. */
  readonly updatedAt: string;
  /** The `actor` of the last edit, where one was given. */
  readonly updatedBy?: string;
}

/** A document as a store returns it. */
export type StoredDocument = Document & StorageFields;

/** The names that a store adds; they are ignored in documents that are written. */
export const STORAGE_FIELDS: readonly (keyof StorageFields)[] = ['version', 'createdAt', 'updatedAt', 'updatedBy'];

/** The id of a document, such as `flag:checkout`. */
export function documentId(document: { readonly kind: DocumentKind; readonly key: string }): DocumentId {
  return `${document.kind}:${document.key}`;
}

/** The id that a value from a store claims, well-formed or not; undefined when it claims none. */
export function claimedId(value: unknown): DocumentId | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { kind, key } = value as { readonly kind?: unknown; readonly key?: unknown };
  return typeof kind === 'string' && typeof key === 'string' ? (`${kind}:${key}` as DocumentId) : undefined;
}

/** Whether a value can be the version of a stored document. */
export function isVersion(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

/** Whether the storage fields of a value from a store are what a store writes; absent ones are fine. */
export function hasSoundStorageFields(value: object): boolean {
  const { version, createdAt, updatedAt, updatedBy } = value as { readonly [name: string]: unknown };
  return (
    (version === undefined || isVersion(version)) && [createdAt, updatedAt, updatedBy].every(isOptionalStorageText)
  );
}

/** Whether a storage field is absent, or text of bounded length. */
export function isOptionalStorageText(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && value.length <= LIMITS.storageField);
}

/**
 * A stand-in for a stored document that cannot be read. No reader accepts it: the last good version goes on serving and the problem
 * is reported, where a gap would delete the flag and an error would stop all the others.
 *
 * @param id omit when the store cannot say which document it was
 * @param why completes the sentence "The document cannot be read: …"
 */
export function unreadableDocument(id: string | undefined, version: number, why: string): StoredDocument {
  const colon = id?.indexOf(':') ?? -1;
  const named = id === undefined ? {} : { kind: id.slice(0, colon), key: id.slice(colon + 1) };
  const stored = { version: isVersion(version) ? version : 1, createdAt: '', updatedAt: '' };
  return { ...named, ...stored, unreadable: why } as unknown as StoredDocument;
}

/** The document without what the store added. */
export function withoutStorageFields(stored: Document): Document {
  if (!hasStorageFields(stored)) return stored;
  const added: readonly string[] = STORAGE_FIELDS;
  return Object.fromEntries(Object.entries(stored).filter(([name]) => !added.includes(name))) as unknown as Document;
}

/** Whether a store, or somebody in its place, added something. */
export function hasStorageFields(document: Document): boolean {
  for (let index = 0; index < STORAGE_FIELDS.length; index++) {
    if (Object.hasOwn(document, STORAGE_FIELDS[index]!)) return true;
  }
  return false;
}
