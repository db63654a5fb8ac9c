import {
  claimedId,
  FlagstaffError,
  isVersion,
  parseBounded,
  parseCommitRecord,
  parseStoredDocument,
  unreadableDocument,
} from '@flagstaff/core/storage';
import type { Commit, DocumentId, Revision, Steps, StoredVersion, StoredDocument } from '@flagstaff/core/storage';
import type { Row } from './statement.ts';

/** The single row of the table `meta`. */
export interface Head {
  /** Undefined before the first commit. */
  readonly revision: Revision | undefined;
  /** The last number used. */
  readonly number: number;
}

/** Returns undefined when the row is missing. */
export function parseHead(row: Row | undefined): Head | undefined {
  if (row === undefined) return undefined;
  const [epoch, token, number] = [text(row, 'epoch'), text(row, 'token'), count(row, 'number')];
  return { revision: epoch === '' ? undefined : { epoch, number, token }, number };
}

/** @throws {FlagstaffError} STORE_LOST when the row of `lost` says so. */
export function refuseLost(row: Row | undefined): void {
  if (Number(row?.['lost']) !== 1) return;
  throw new FlagstaffError(
    'STORE_LOST',
    'The table meta has no revision, but documents or commits of an earlier store exist. Nothing was written. Restore the tables from a backup, or start over: rebuild the documents from the history or abandon them, delete the rows of meta, documents, log and changes, and write again.',
  );
}

/** The content of a row with its raw numbers: an invalid row can be overwritten only by matching them. */
export interface StoredSlot extends StoredVersion {
  readonly seen: { readonly version: string; readonly deleted: string };
}

/** Parses rows by id, including deleted documents. Skips rows without an id. */
export function parseSlots(rows: readonly Row[]): ReadonlyMap<DocumentId, StoredSlot> {
  const slots = new Map<DocumentId, StoredSlot>();
  for (const row of rows) {
    const id = textIn(row['id']);
    if (isDocumentId(id)) slots.set(id, parseSlot(id, row));
  }
  return slots;
}

/** Parses the documents of rows. A row with an invalid or doubtful id becomes a stand-in without an id. */
export function* parseDocuments(rows: readonly Row[]): Steps<StoredDocument[]> {
  const documents: StoredDocument[] = [];
  for (const row of rows) {
    yield;
    const id = textIn(row['id']);
    // A join of the revision with no document.
    if (row['id'] == null) continue;
    if (!isDocumentId(id)) {
      documents.push(unreadableDocument(undefined, 1, 'the id of its row is not a document id'));
      continue;
    }
    const { document } = parseSlot(id, row);
    if (document === undefined) continue;
    documents.push(document);
    const claimed = 'unreadable' in document ? claimedId(parseBounded(textIn(row['body']))) : id;
    if (claimed === undefined || claimed === id) continue;
    const message = `a row with another id (${id}) contains the document ${claimed}`;
    documents.push(unreadableDocument(undefined, 1, message));
  }
  return documents;
}

/** A row with invalid numbers contains an unreadable document. */
function parseSlot(id: DocumentId, row: Row): StoredSlot {
  const [version, deleted] = [wholeNumber(row['version']), wholeNumber(row['deleted'])];
  const seen = { version: String(row['version']), deleted: String(row['deleted']) };
  if (deleted === 1) return { document: undefined, version: version ?? 0, seen };
  const document = parseStoredDocument(id, textIn(row['body']), version ?? 1);
  if (deleted === 0 && isVersion(version)) return { document: { ...document, version }, version, seen };
  // The body also has the version.
  const last = isVersion(version) ? version : document.version;
  const unreadable = unreadableDocument(id, last, 'its row has a version or a deletion mark that is not a number');
  return { document: unreadable, version: unreadable.version, seen };
}

/** Parses a commit of the log. Undefined when the row is not a commit. */
export function parseCommit(row: Row): Commit | undefined {
  const record = parseCommitRecord(textIn(row['record']));
  const [epoch, token, previous] = [textIn(row['epoch']), textIn(row['token']), textIn(row['previous'])];
  const number = wholeNumber(row['number']);
  if (record === undefined || number === undefined || epoch === undefined || token === undefined) return undefined;
  // Before the first commit of a store, the token is empty.
  return { ...record, revision: { epoch, number, token }, previous: previous === '' ? null : (previous ?? null) };
}

function isDocumentId(value: unknown): value is DocumentId {
  return typeof value === 'string' && /^[a-z]+:./s.test(value);
}

function text(row: Row, column: string): string {
  const value = textIn(row[column]);
  if (value !== undefined) return value;
  throw corrupt(column);
}

function count(row: Row, column: string): number {
  const value = wholeNumber(row[column]);
  if (value !== undefined) return value;
  throw corrupt(column);
}

/** Returns a string, or decodes its bytes. Undefined for anything else. */
export function textIn(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  // Not `instanceof`: test runners have separate globals.
  if (!ArrayBuffer.isView(value) && Object.prototype.toString.call(value) !== '[object ArrayBuffer]') return undefined;
  try {
    return UTF8.decode(value as ArrayBuffer);
  } catch {
    return undefined;
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Parses an exact whole number from 0. Drivers return 64-bit integers as numbers, strings or bigints. */
function wholeNumber(value: unknown): number | undefined {
  const text = typeof value === 'string' || typeof value === 'bigint' ? String(value) : value;
  const number = typeof text === 'string' ? (/^\d{1,16}$/.test(text) ? Number(text) : Number.NaN) : text;
  return Number.isSafeInteger(number) && (number as number) >= 0 ? (number as number) : undefined;
}

function corrupt(column: string): FlagstaffError {
  return new FlagstaffError(
    'STORAGE_CORRUPT',
    `The column ${column} contains data that Flagstaff did not write. Repair the tables, or choose another tablePrefix.`,
  );
}
