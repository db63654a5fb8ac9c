import {
  claimedId,
  FlagstaffError,
  isVersion,
  parseBounded,
  parseCommitRecord,
  parseStoredDocument,
  unreadableDocument,
} from '@flagstaff/core/storage';
import type { Commit, DocumentId, Revision, StoredVersion, StoredDocument } from '@flagstaff/core/storage';
import type { Row } from './statement.ts';

/** The one row of the table meta. */
export interface Head {
  /** Undefined: nothing was ever committed. */
  readonly revision: Revision | undefined;
  /** The last number that was used. */
  readonly number: number;
}

/** Undefined: the row is not there. */
export function parseHead(row: Row | undefined): Head | undefined {
  if (row === undefined) return undefined;
  const [epoch, token, number] = [text(row, 'epoch'), text(row, 'token'), count(row, 'number')];
  return { revision: epoch === '' ? undefined : { epoch, number, token }, number };
}

/** Throws `STORE_LOST` when the row that `lost` gave says so. */
export function refuseLost(row: Row | undefined): void {
  if (Number(row?.['lost']) !== 1) return;
  throw new FlagstaffError(
    'STORE_LOST',
    'The table meta has no revision, and there are documents or commits of the store that was there. Nothing was written. Restore the tables from a backup, or start over: rebuild the documents from the history or do without them, delete the rows of meta, documents and log, and write.',
  );
}

/** What a row holds, and its numbers as they stand there: a spoilt row can be written over only by these. */
export interface StoredSlot extends StoredVersion {
  readonly seen: { readonly version: string; readonly deleted: string };
}

/** What is stored under the ids of rows, deleted documents too. Rows without an id are passed over. */
export function parseSlots(rows: readonly Row[]): ReadonlyMap<DocumentId, StoredSlot> {
  const slots = new Map<DocumentId, StoredSlot>();
  for (const row of rows) {
    const id = textIn(row['id']);
    if (isDocumentId(id)) slots.set(id, parseSlot(id, row));
  }
  return slots;
}

/** The documents of rows. A row whose id is spoilt, or may be, gives a stand-in without an id. */
export function parseDocuments(rows: readonly Row[]): StoredDocument[] {
  return rows.flatMap((row) => {
    const id = textIn(row['id']);
    // No row at all: a join of the head with nothing.
    if (row['id'] == null) return [];
    if (!isDocumentId(id)) return [unreadableDocument(undefined, 1, 'the id of its row is not the id of a document')];
    const { document } = parseSlot(id, row);
    const claimed =
      document !== undefined && 'unreadable' in document ? claimedId(parseBounded(textIn(row['body']))) : id;
    const other =
      claimed === undefined || claimed === id
        ? []
        : [unreadableDocument(undefined, 1, `a row with another id (${id}) holds the document ${claimed}`)];
    return document === undefined ? other : [document, ...other];
  });
}

/** A row whose numbers are not what a store writes holds a document that cannot be read. */
function parseSlot(id: DocumentId, row: Row): StoredSlot {
  const [version, deleted] = [wholeNumber(row['version']), wholeNumber(row['deleted'])];
  const seen = { version: String(row['version']), deleted: String(row['deleted']) };
  if (deleted === 1) return { document: undefined, version: version ?? 0, seen };
  const document = parseStoredDocument(id, textIn(row['body']), version ?? 1);
  if (deleted === 0 && isVersion(version)) return { document: { ...document, version }, version, seen };
  // The body has the version too.
  const last = isVersion(version) ? version : document.version;
  const spoilt = unreadableDocument(id, last, 'its row has a version or a mark of deletion that is not a number');
  return { document: spoilt, version: spoilt.version, seen };
}

/** What a commit's record holds besides its revision and predecessor, which have columns. */
export function recordOf({ revision, previous, ...record }: Commit): string {
  return JSON.stringify(record);
}

/** A commit of the log; undefined: the row is none of ours. */
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

/** A text, or the bytes of one; undefined when it is anything else. */
export function textIn(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  // Not `instanceof`: test runners give programs globals of their own.
  if (!ArrayBuffer.isView(value) && Object.prototype.toString.call(value) !== '[object ArrayBuffer]') return undefined;
  try {
    return UTF8.decode(value as ArrayBuffer);
  } catch {
    return undefined;
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A whole number from 0 that is exact. Drivers give integers of 64 bits as numbers, as strings or as bigints. */
function wholeNumber(value: unknown): number | undefined {
  const text = typeof value === 'string' || typeof value === 'bigint' ? String(value) : value;
  const number = typeof text === 'string' ? (/^\d{1,16}$/.test(text) ? Number(text) : Number.NaN) : text;
  return Number.isSafeInteger(number) && (number as number) >= 0 ? (number as number) : undefined;
}

function corrupt(column: string): FlagstaffError {
  return new FlagstaffError(
    'STORAGE_CORRUPT',
    `The column ${column} holds something else than Flagstaff writes there. Repair the tables, or choose another tablePrefix.`,
  );
}
