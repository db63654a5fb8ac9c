import { claimedId, hasSoundStorageFields, isTooDeep, isVersion, unreadableDocument } from '@flagstaff/core/storage';
import type { Document, DocumentId, StoredDocument } from '@flagstaff/core/storage';
import { corrupt, notJson } from './file-errors.ts';

type Properties = Readonly<Record<string, unknown>>;

/** The content of a file of flags. Documents are as written, by hand or by this package, and not validated. */
export interface FileContent {
  /** Other properties beside `documents`, such as `$schema`. Undefined when the file is a bare list. */
  readonly beside: Properties | undefined;
  readonly documents: readonly unknown[];
  /** The last version of each document deleted through the storage. A new document continues from it. */
  readonly deleted: ReadonlyMap<string, number>;
}

/** The creation time of a document that does not have one. */
const UNKNOWN_TIME = new Date(0).toISOString();

/** Parses a list of documents, or `{ "documents": [...] }`. @throws {FlagstaffError} STORAGE_CORRUPT when the text is something else. */
export function parseContent(path: string, text: string): FileContent {
  const content = parseJson(path, text);
  if (Array.isArray(content)) {
    return { beside: undefined, documents: documentsOf(path, content), deleted: new Map() };
  }
  if (isProperties(content) && Object.hasOwn(content, 'documents') && Array.isArray(content['documents'])) {
    const { documents, deleted = {}, ...beside } = content;
    if (isTooDeep(beside)) throw corrupt(path, 'is nested too deeply beside "documents".');
    return { beside, documents: documentsOf(path, documents as unknown[]), deleted: deletedOf(path, deleted) };
  }
  throw corrupt(path, 'contains neither a list of documents nor { "documents": [...] }.');
}

/** Formats content for human readers. A bare list stays one as long as there is nothing to store beside it. */
export function formatContent(content: FileContent): string {
  const { beside, deleted } = content;
  const documents = writable(content.documents, content);
  const whole =
    beside === undefined && deleted.size === 0
      ? documents
      : { ...beside, documents, ...(deleted.size === 0 ? {} : { deleted: Object.fromEntries(deleted) }) };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

/**
 * Fills in the stored properties that a handwritten document may lack. An unreadable document becomes a stand-in that readers reject,
 * and the others stay usable.
 */
export function storedFrom(written: unknown, { deleted }: FileContent): StoredDocument {
  const id = claimedId(written);
  if (!isProperties(written)) return unreadableDocument(undefined, 1, 'it is not an object');
  const last = (id === undefined ? undefined : deleted.get(id)) ?? 0;
  const { version = last + 1, createdAt = UNKNOWN_TIME, updatedAt = UNKNOWN_TIME, ...body } = written;
  const own = isVersion(version) ? version : last + 1;
  if (isTooDeep(written)) return unreadableDocument(id, own, 'it is nested too deeply');
  if (!hasSoundStorageFields(written)) {
    return unreadableDocument(id, own, 'its version, createdAt, updatedAt or updatedBy is invalid');
  }
  return {
    ...(body as unknown as Document),
    version: own,
    createdAt: createdAt as string,
    updatedAt: updatedAt as string,
  };
}

/** Returns documents that are safe to serialize: stand-ins replace those nested too deeply, which would overflow the stack. */
function writable(documents: readonly unknown[], content: FileContent): readonly unknown[] {
  return documents.map((document) => (isTooDeep(document) ? storedFrom(document, content) : document));
}

/** Returns the content with a document replaced or appended. */
export function withDocument(content: FileContent, document: StoredDocument): FileContent {
  const id = claimedId(document);
  const written: Properties = { ...document };
  const place = content.documents.findIndex((each) => claimedId(each) === id);
  const documents = place === -1 ? [...content.documents, written] : content.documents.with(place, written);
  const deleted = new Map([...content.deleted].filter(([key]) => key !== id));
  return { ...content, documents, deleted };
}

/** Returns the content without a document. Keeps its last version. */
export function withoutDocument(content: FileContent, id: DocumentId, version: number): FileContent {
  return {
    ...content,
    documents: content.documents.filter((each) => claimedId(each) !== id),
    deleted: new Map([...content.deleted, [id, version]]),
  };
}

function parseJson(path: string, text: string): unknown {
  // Some editors start UTF-8 files with a byte order mark.
  const json = text.startsWith('\ufeff') ? text.slice(1) : text;
  try {
    return JSON.parse(json) as unknown;
  } catch {
    throw notJson(path, json);
  }
}

function documentsOf(path: string, entries: readonly unknown[]): readonly unknown[] {
  const places = new Map<string, number>();
  entries.forEach((entry, place) => {
    const id = claimedId(entry);
    if (id === undefined) return;
    const earlier = places.get(id);
    if (earlier !== undefined) {
      throw corrupt(path, `contains ${id} twice: documents[${earlier}] and documents[${place}]. Remove one.`);
    }
    places.set(id, place);
  });
  return entries;
}

function deletedOf(path: string, deleted: unknown): ReadonlyMap<string, number> {
  if (!isProperties(deleted)) throw corrupt(path, 'has a "deleted" that is not an object of ids and versions.');
  return new Map(Object.entries(deleted).filter((entry): entry is [string, number] => isVersion(entry[1])));
}

function isProperties(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
