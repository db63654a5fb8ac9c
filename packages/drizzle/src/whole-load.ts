import { finishInSlices } from '@flagstaff/core/storage';
import type { DocumentId, Revision, Snapshot, StoredDocument } from '@flagstaff/core/storage';
import type { Dialect, Tables } from './dialect.ts';
import { snapshot, snapshotPage } from './queries.ts';
import { parseDocuments, parseHead, textIn } from './rows.ts';
import type { Raw, Row, Statement } from './statement.ts';

/** Attempts to read pages of one revision. Then everything is read in one statement, which no commit can come between. */
const ATTEMPTS = 2;

/**
 * Reads the revision and every document, in pages that all belong to the revision: one result of everything would be held beside its
 * documents.
 *
 * @param lock the end of the SELECT, in a transaction that would read an old snapshot without. It is then a single one.
 */
export async function readWhole(
  read: (statement: Statement) => Promise<readonly Row[]>,
  { tables, dialect: { pageRows } }: { readonly tables: Tables; readonly dialect: Pick<Dialect, 'pageRows'> },
  lock?: Raw,
): Promise<Snapshot> {
  const attempts = lock === undefined ? ATTEMPTS : 0;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const found = await readPages(read, tables, pageRows);
    if (found !== undefined) return found;
  }
  const rows = await read(snapshot(tables, lock));
  const revision = parseHead(rows[0])?.revision;
  return { revision, documents: revision === undefined ? [] : await finishInSlices(parseDocuments(rows)) };
}

/** Undefined when a commit came between two pages, or when an id that is not a text ends one. */
async function readPages(
  read: (statement: Statement) => Promise<readonly Row[]>,
  tables: Tables,
  pageRows: number,
): Promise<Snapshot | undefined> {
  const documents: StoredDocument[] = [];
  let first: Revision | undefined;
  let after: DocumentId | undefined;
  for (;;) {
    const rows = await read(snapshotPage(tables, after, pageRows));
    const revision = parseHead(rows[0])?.revision;
    if (after === undefined) first = revision;
    else if (revision?.token !== first?.token || revision?.epoch !== first?.epoch) return undefined;
    if (revision === undefined) return { revision, documents: [] };
    for (const document of await finishInSlices(parseDocuments(rows))) documents.push(document);
    if (rows.length < pageRows) return { revision, documents };
    const last = rows.at(-1);
    // A driver of SQLite answers without a turn of the event loop.
    await new Promise((resolve) => setTimeout(resolve, 0));
    after = Number(last?.['comparable']) === 1 ? (textIn(last?.['id']) as DocumentId | undefined) : undefined;
    if (after === undefined) return undefined;
  }
}
