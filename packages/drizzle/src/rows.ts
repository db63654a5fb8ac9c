import { documentId, FlagstaffError } from '@flagstaff/core/storage';
import type { Commit, Document, DocumentId, Revision, Slot, StoredDocument } from '@flagstaff/core/storage';
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

/** What is stored under the ids of rows, deleted documents too. Rows without an id are passed over. */
export function parseSlots(rows: readonly Row[]): ReadonlyMap<DocumentId, Slot> {
  const slots = new Map<DocumentId, Slot>();
  for (const row of rows) {
    const { id } = row;
    if (!isDocumentId(id)) continue;
    const version = count(row, 'version');
    const document = Number(row['deleted']) === 0 ? parseDocument(id, row['body'], version) : undefined;
    slots.set(id, { document, version });
  }
  return slots;
}

export function parseDocuments(rows: readonly Row[]): StoredDocument[] {
  return [...parseSlots(rows).values()].flatMap(({ document }) => (document === undefined ? [] : [document]));
}

/** What a commit's record holds besides its revision and predecessor, which have columns. */
export function recordOf({ revision, previous, ...record }: Commit): string {
  return JSON.stringify(record);
}

/** A commit of the log; undefined: the row is none of ours. */
export function parseCommit(row: Row): Commit | undefined {
  const record = parseJson(row['record']) as Commit | undefined;
  if (!Array.isArray(record?.changes) || !record.changes.every((change) => typeof change?.id === 'string'))
    return undefined;
  const previous = row['previous'];
  return {
    ...record,
    revision: { epoch: text(row, 'epoch'), number: count(row, 'number'), token: text(row, 'token') },
    previous: typeof previous === 'string' && previous !== '' ? previous : null,
  };
}

/**
 * A document from its text. A text that is no document, or another's, becomes one that no reader accepts: the flag keeps the
 * version that was understood last and is reported, where a gap would delete it and an error would stop all the others.
 */
function parseDocument(id: DocumentId, body: unknown, version: number): StoredDocument {
  const value = parseJson(body);
  if (isDocument(value) && documentId(value) === id) return { ...value, version };
  const colon = id.indexOf(':');
  const unreadable = `the stored text is not the document ${id}`;
  const [kind, key] = [id.slice(0, colon), id.slice(colon + 1)];
  return { kind, key, version, createdAt: '', updatedAt: '', unreadable } as Document & StoredDocument;
}

function isDocument(value: unknown): value is StoredDocument {
  return typeof value === 'object' && value !== null && 'kind' in value && 'key' in value;
}

function isDocumentId(value: unknown): value is DocumentId {
  return typeof value === 'string' && /^[a-z]+:./s.test(value);
}

function parseJson(value: unknown): unknown {
  try {
    return typeof value === 'string' ? (JSON.parse(value) as unknown) : undefined;
  } catch {
    return undefined;
  }
}

function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value === 'string') return value;
  throw corrupt(column);
}

/** Drivers give integers of 64 bits as numbers, as strings or as bigints. */
function count(row: Row, column: string): number {
  const value = Number(row[column]);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw corrupt(column);
}

function corrupt(column: string): FlagstaffError {
  return new FlagstaffError(
    'STORAGE_CORRUPT',
    `The column ${column} holds something else than Flagstaff writes there. Repair the tables, or choose another tablePrefix.`,
  );
}
