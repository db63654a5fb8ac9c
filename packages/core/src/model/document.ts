import type { EnvironmentDocument } from './environment.ts';
import type { FlagDocument } from './flag.ts';
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
