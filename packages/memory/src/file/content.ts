import type { Document, DocumentId, StoredDocument } from '@flagstaff/core/storage';
import { corrupt, notJson } from './file-errors.ts';

type Properties = Readonly<Record<string, unknown>>;

/** What a file of flags holds. Documents are as they were written, by hand or by us; nobody has judged them. */
export interface FileContent {
  /** What stands beside `documents`, such as `$schema`; undefined: the file is a bare list. */
  readonly beside: Properties | undefined;
  readonly documents: readonly Properties[];
  /** The last version of each document that was deleted through the storage: a new one continues from it. */
  readonly deleted: ReadonlyMap<string, number>;
}

/** When a document was made that does not say. */
const UNKNOWN_TIME = new Date(0).toISOString();

/** The content of a text: a list of documents, or `{ "documents": [...] }`. Throws `STORAGE_CORRUPT`. */
export function parseContent(path: string, text: string): FileContent {
  const content = parseJson(path, text);
  if (Array.isArray(content)) {
    return { beside: undefined, documents: documentsOf(path, content), deleted: new Map() };
  }
  if (isProperties(content) && Object.hasOwn(content, 'documents') && Array.isArray(content['documents'])) {
    const { documents, deleted = {}, ...beside } = content;
    return { beside, documents: documentsOf(path, documents as unknown[]), deleted: deletedOf(path, deleted) };
  }
  throw corrupt(path, 'holds neither a list of documents nor { "documents": [...] }.');
}

/** The text of a content, for people to read: a bare list stays one as long as nothing has to stand beside it. */
export function formatContent({ beside, documents, deleted }: FileContent): string {
  const whole =
    beside === undefined && deleted.size === 0
      ? documents
      : { ...beside, documents, ...(deleted.size === 0 ? {} : { deleted: Object.fromEntries(deleted) }) };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

/** The id that a document claims. */
export function idOf({ kind, key }: Properties): string {
  return `${String(kind)}:${String(key)}`;
}

/** A document with what the port promises; a document that was written by hand may lack it. */
export function storedFrom(written: Properties, { deleted }: FileContent): StoredDocument {
  const { version, createdAt, updatedAt, ...body } = written;
  return {
    ...(body as unknown as Document),
    version: isVersion(version) ? version : (deleted.get(idOf(written)) ?? 0) + 1,
    createdAt: typeof createdAt === 'string' ? createdAt : UNKNOWN_TIME,
    updatedAt: typeof updatedAt === 'string' ? updatedAt : UNKNOWN_TIME,
  };
}

/** The content with a document written, in its place or at the end. */
export function withDocument(content: FileContent, document: StoredDocument): FileContent {
  const id = idOf({ ...document });
  const written: Properties = { ...document };
  const place = content.documents.findIndex((each) => idOf(each) === id);
  const documents = place === -1 ? [...content.documents, written] : content.documents.with(place, written);
  const deleted = new Map([...content.deleted].filter(([key]) => key !== id));
  return { ...content, documents, deleted };
}

/** The content without a document; its last version is remembered. */
export function withoutDocument(content: FileContent, id: DocumentId, version: number): FileContent {
  return {
    ...content,
    documents: content.documents.filter((each) => idOf(each) !== id),
    deleted: new Map([...content.deleted, [id, version]]),
  };
}

function parseJson(path: string, text: string): unknown {
  // Some editors mark a file as UTF-8 this way.
  const json = text.startsWith('\ufeff') ? text.slice(1) : text;
  try {
    return JSON.parse(json) as unknown;
  } catch {
    throw notJson(path, json);
  }
}

function documentsOf(path: string, entries: readonly unknown[]): Properties[] {
  const places = new Map<string, number>();
  return entries.map((entry, place) => {
    if (!isProperties(entry)) throw corrupt(path, `holds a document that is not an object: documents[${place}].`);
    const id = idOf(entry);
    const earlier = places.get(id);
    if (earlier !== undefined && Object.hasOwn(entry, 'key')) {
      throw corrupt(path, `holds ${id} twice: documents[${earlier}] and documents[${place}]; remove one.`);
    }
    places.set(id, place);
    return entry;
  });
}

function deletedOf(path: string, deleted: unknown): ReadonlyMap<string, number> {
  if (!isProperties(deleted)) throw corrupt(path, 'has a "deleted" that is not an object of ids and versions.');
  return new Map(Object.entries(deleted).filter((entry): entry is [string, number] => isVersion(entry[1])));
}

function isProperties(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isVersion(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}
