import {
  CHANGES_BYTES,
  historyBefore,
  historyFilter,
  historyLimit,
  historyPosition,
  historyRange,
  historyTexts,
  PAGE_BYTES,
  positionText,
  startTimer,
} from '@flagstaff/core/storage';
import type { Commit, DocumentId, HistoryPage, HistoryQuery, Revision } from '@flagstaff/core/storage';
import type { Dialect, Tables } from './dialect.ts';
import { commitWithToken, head, logPart, logStart, numberedCommit } from './queries.ts';
import type { LogPart } from './queries.ts';
import { parseCommit, parseHead, textIn } from './rows.ts';
import type { Row, Statement } from './statement.ts';

/** The log and access to it. */
export interface Log {
  readonly read: (statement: Statement) => Promise<readonly Row[]>;
  readonly tables: Tables;
  readonly dialect: Dialect;
}

/** Commits per query. A recursion in MySQL is limited to a thousand steps. */
const ROWS = 200;

/** Maximum number of log parts to search for commits that match before a page ends. */
const PARTS = 32;

/** Maximum number of commits to return as changes. Beyond it, loading everything is the smaller read. */
const MAX_CHANGES = 1_000;

/** Returns a page of the history. Cursors and places are commit numbers. */
export async function readHistory(log: Log, query: HistoryQuery = {}): Promise<HistoryPage> {
  const { token, revision } = query;
  if (token !== undefined || revision !== undefined) return readOne(log, query);
  return query.after === undefined ? readBack(log, query) : readFeed(log, query);
}

/** Returns the one commit that a query is about. */
async function readOne({ read, tables }: Log, query: HistoryQuery): Promise<HistoryPage> {
  const { token, revision } = query;
  const rows = await read(token === undefined ? numberedCommit(tables, revision!) : commitWithToken(tables, token));
  const matches = historyFilter(query);
  return { items: rows.flatMap((row) => parseCommit(row) ?? []).filter(matches) };
}

/** Newest first. */
async function readBack(log: Log, query: HistoryQuery): Promise<HistoryPage> {
  const from = historyBefore(query);
  const { id } = query;
  const searching =
    id === undefined ? search(log, query, { order: 'newest first', from }) : searchOne(log, query, from, id);
  const { items, last, more, passed, from: end } = await searching;
  if (more) return { items, next: String(end) };
  if (passed) return { items };
  const isComplete = last === undefined ? from === 1 || (await headOf(log)) === undefined : isFirst(last);
  return { items, ...(!isComplete && { truncated: true }) };
}

/** Oldest first, from a position. */
async function readFeed(log: Log, query: HistoryQuery): Promise<HistoryPage> {
  const position = historyPosition(query, /^\d{1,15}$/);
  const start = position === undefined ? 0 : Number(position.place);
  let found = await searchFeed(log, query, start);
  const latest = found.first === undefined ? await headOf(log) : undefined;
  // Committed meanwhile, or in another log.
  if (latest?.token !== position?.token && found.first === undefined) found = await searchFeed(log, query, start);
  // What the page follows: the commit before its first row, or the last one that there is.
  const before = found.first === undefined ? latest?.token : textIn(found.first['previous']);
  const truncated = position === undefined ? Boolean(before) : before !== position.token;
  // Another log, or one that was trimmed: begin with what is left.
  if (truncated && position !== undefined) found = await searchFeed(log, query, 0);
  const { items, last, more } = found;
  const text = positionAfter(last, found.first === undefined ? latest : undefined) ?? query.after ?? '';
  return { items, position: text, ...(more && { next: text }), ...(truncated && { truncated: true }) };
}

function positionAfter(last: Row | undefined, latest: Revision | undefined): string | undefined {
  if (last !== undefined)
    return positionText({ place: String(Number(last['number'])), token: textIn(last['token']) ?? '' });
  return latest && positionText({ place: String(latest.number), token: latest.token });
}

function isFirst({ previous }: Row): boolean {
  return textIn(previous) === '';
}

async function headOf({ read, tables }: Log): Promise<Revision | undefined> {
  return parseHead((await read(head(tables)))[0])?.revision;
}

interface Found {
  readonly items: readonly Commit[];
  /** The first row, and the last one that was searched. Undefined when there were none. */
  readonly first: Row | undefined;
  readonly last: Row | undefined;
  /** The number of the last row that was searched. */
  readonly from: number;
  /** Whether the log continues. */
  readonly more: boolean;
  /** Whether the search ended because no later row can match. */
  readonly passed: boolean;
}

/** Searches the commits of one document, newest first: those that are indexed, and on later pages those from before the index. */
async function searchOne(log: Log, query: HistoryQuery, from: number, id: DocumentId): Promise<Found> {
  const found = await search(log, query, { order: 'newest first', from, id });
  if (found.more || found.passed) return found;
  const [start] = await log.read(logStart(log.tables));
  const indexed = start?.['indexed'] == null ? Number.POSITIVE_INFINITY : Number(start['indexed']);
  if (start === undefined || Number(start['number']) >= Math.min(from, indexed)) return { ...found, last: start };
  if (found.items.length > 0) return { ...found, more: true };
  const rest = await search(log, query, { order: 'newest first', from: Math.min(from, indexed) });
  return { ...rest, last: rest.last ?? start };
}

/** Searches the log, oldest first. The commits of one document are found by their index, if it has all from there on. */
async function searchFeed(log: Log, query: HistoryQuery, from: number): Promise<Found> {
  const order = 'oldest first';
  const { id } = query;
  const whole = (): Promise<Found> => search(log, query, { order, from });
  if (id === undefined) return whole();
  const { rows } = await readPart(log, { order, from, rows: 1, bytes: 1, containing: [] });
  const [first] = rows;
  // What is committed after this is for the next page.
  const latest = await headOf(log);
  const [start] = await log.read(logStart(log.tables));
  const begin = Number(first?.['number']);
  if (latest === undefined || start?.['indexed'] == null || !(begin >= Number(start['indexed']))) return whole();
  const found = await search(log, query, { order, from: begin - 1, id });
  if (found.more || found.passed) return { ...found, first };
  const { number, token } = latest;
  return {
    ...found,
    items: found.items.filter(({ revision }) => revision.number <= number),
    first,
    last: { number, token },
  };
}

/** Searches the log from a number on, until a page is full. With `id`, its commits that are indexed. */
async function search(
  log: Log,
  query: HistoryQuery,
  { order, from: start, id }: Pick<LogPart, 'order' | 'from' | 'id'>,
): Promise<Found> {
  const limit = historyLimit(query);
  const matches = historyFilter(query);
  const containing = historyTexts(id === undefined ? query : { ...query, id: undefined });
  const { since, until } = query;
  const range = historyRange(query);
  const isFiltered = containing.length > 0 || since !== undefined || until !== undefined;
  const items: Commit[] = [];
  let size = 0;
  let from = start;
  let [first, last]: (Row | undefined)[] = [];
  const end = (more: boolean, passed = false): Found => ({ items, first, last, from, more, passed });
  const isFull = (): boolean => items.length === limit || size >= PAGE_BYTES;
  for (let part = 1; ; part += 1) {
    const { rows, more } = await readPart(log, {
      order,
      from,
      id,
      rows: isFiltered ? ROWS : Math.min(limit - items.length, ROWS),
      bytes: isFiltered ? PAGE_BYTES : PAGE_BYTES - size,
      containing,
      since,
      until,
    });
    for (const row of rows) {
      if (isFull() && row['record'] !== null) return end(true);
      // Beyond it, all rows are too old, or too new.
      const at = Date.parse(textIn(row['at']) ?? '');
      first ??= row;
      if (order === 'newest first' ? at < range.from : at >= range.to) return end(false, true);
      last = row;
      from = Number(row['number']);
      // Beyond exact integers, the page ends at the last exact number.
      if (!Number.isSafeInteger(from)) from = Number.MAX_SAFE_INTEGER;
      const commit = parseCommit(row);
      if (commit === undefined || !matches(commit)) continue;
      items.push(commit);
      size += sizeOf(row);
    }
    if (!more) return end(false);
    if ((isFull() && !isFiltered) || part === PARTS) return end(true);
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

/**
 * Returns the commits between two revisions, oldest first. Undefined when the log does not link them token by token, so that neither
 * trimming nor a rollback can hide a gap.
 */
export async function readChanges(
  log: Log,
  { since, head: now }: { readonly since: Revision; readonly head: Revision },
): Promise<readonly Commit[] | undefined> {
  if (since.epoch !== now.epoch || since.number > now.number) return undefined;
  if (since.token === now.token) return [];
  const wanted = now.number - since.number;
  if (wanted > MAX_CHANGES) return undefined;
  const commits: Commit[] = [];
  let { token } = since;
  for (let size = 0, from = since.number; commits.length < wanted;) {
    const order = 'oldest first';
    const bytes = Math.min(PAGE_BYTES, CHANGES_BYTES - size);
    if (bytes <= 0) return undefined;
    const rowsLeft = Math.min(wanted - commits.length, ROWS);
    const { rows, more } = await readPart(log, { order, from, rows: rowsLeft, bytes, containing: [] });
    for (const row of rows) {
      const commit = parseCommit(row);
      if (commit === undefined || commit.previous !== token || commit.revision.epoch !== now.epoch) return undefined;
      commits.push(commit);
      size += sizeOf(row);
      ({ token } = commit.revision);
      from = commit.revision.number;
    }
    if (!more) break;
    await turn();
  }
  return token === now.token ? commits : undefined;
}
