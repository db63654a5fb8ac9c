import { CHANGES_BYTES, historyBefore, historyLimit, PAGE_BYTES, startTimer } from '@flagstaff/core/storage';
import type { Commit, HistoryQuery, Page, Revision } from '@flagstaff/core/storage';
import type { Dialect, Tables } from './dialect.ts';
import { logPart } from './queries.ts';
import type { LogPart } from './queries.ts';
import { parseCommit } from './rows.ts';
import type { Row, Statement } from './statement.ts';

/** The log and access to it. */
export interface Log {
  readonly read: (statement: Statement) => Promise<readonly Row[]>;
  readonly tables: Tables;
  readonly dialect: Dialect;
}

/** Commits per query. A recursion in MySQL is limited to a thousand steps. */
const ROWS = 200;

/** Maximum number of log parts to search for commits of one document before a page ends. */
const PARTS = 32;

/** Maximum number of commits to return as changes. Beyond it, loading everything is the smaller read. */
const MAX_CHANGES = 1_000;

/** Returns a page of the history, newest first. Cursors are commit numbers. */
export async function readHistory(log: Log, query: HistoryQuery = {}): Promise<Page<Commit>> {
  const limit = historyLimit(query);
  const { id } = query;
  const items: Commit[] = [];
  let size = 0;
  let from = historyBefore(query);
  const isFull = (): boolean => items.length === limit || size >= PAGE_BYTES;
  for (let part = 1; ; part += 1) {
    const { rows, more } = await readPart(log, {
      order: 'newest first',
      from,
      rows: id === undefined ? Math.min(limit - items.length, ROWS) : ROWS,
      bytes: id === undefined ? PAGE_BYTES - size : PAGE_BYTES,
      // Each commit that changed a document contains its id, and few others do.
      containing: id === undefined ? undefined : JSON.stringify(id),
    });
    for (const row of rows) {
      if (isFull() && row['record'] !== null) return { items, next: String(from) };
      from = Number(row['number']);
      // Beyond exact integers, the page ends at the last exact number.
      if (!Number.isSafeInteger(from)) from = Number.MAX_SAFE_INTEGER;
      const commit = parseCommit(row);
      if (commit === undefined || !concerns(commit, query)) continue;
      items.push(commit);
      size += sizeOf(row);
    }
    if (!more) return { items };
    if ((isFull() && id === undefined) || part === PARTS) return { items, next: String(from) };
    await turn();
  }
}

interface Part {
  readonly rows: readonly Row[];
  /** Whether the log continues. */
  readonly more: boolean;
}

async function readPart({ read, tables, dialect }: Log, part: LogPart): Promise<Part> {
  const rows = await read(logPart(tables, dialect, part));
  const fitting = rows.filter((row) => Number(row['fits']) === 1);
  return { rows: fitting, more: fitting.length < rows.length };
}

/** SQLite returns records as bytes. */
function sizeOf({ record }: Row): number {
  if (typeof record === 'string') return record.length;
  const { byteLength } = (record ?? {}) as { readonly byteLength?: unknown };
  return typeof byteLength === 'number' ? byteLength : 0;
}

/** Yields to the event loop, because SQLite responds without doing so. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    startTimer(resolve, 0, { keepAlive: true });
  });
}

function concerns({ changes }: Commit, { id }: HistoryQuery): boolean {
  return id === undefined || changes.some((change) => change.id === id);
}

/**
 * Returns the commits between two revisions, oldest first. Undefined when the log does not link them token by token, so that neither
 * trimming nor a rollback can hide a gap.
 */
export async function readChanges(
  log: Log,
  { since, head }: { readonly since: Revision; readonly head: Revision },
): Promise<readonly Commit[] | undefined> {
  if (since.epoch !== head.epoch || since.number > head.number) return undefined;
  if (since.token === head.token) return [];
  const wanted = head.number - since.number;
  if (wanted > MAX_CHANGES) return undefined;
  const commits: Commit[] = [];
  let { token } = since;
  for (let size = 0, from = since.number; commits.length < wanted;) {
    const order = 'oldest first';
    const bytes = Math.min(PAGE_BYTES, CHANGES_BYTES - size);
    if (bytes <= 0) return undefined;
    const { rows, more } = await readPart(log, { order, from, rows: Math.min(wanted - commits.length, ROWS), bytes });
    for (const row of rows) {
      const commit = parseCommit(row);
      if (commit === undefined || commit.previous !== token || commit.revision.epoch !== head.epoch) return undefined;
      commits.push(commit);
      size += sizeOf(row);
      ({ token } = commit.revision);
      from = commit.revision.number;
    }
    if (!more) break;
    await turn();
  }
  return token === head.token ? commits : undefined;
}
