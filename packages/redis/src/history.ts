import {
  commitAt,
  historyFilter,
  historyLimit,
  historyPosition,
  historyRange,
  historyTexts,
  invalidOptions,
  PAGE_BYTES,
  positionText,
} from '@flagstaff/core/storage';
import type { Commit, HistoryPage, HistoryQuery, Revision } from '@flagstaff/core/storage';
import { newestOf, oldestOf } from './document-index.ts';
import type { Keys } from './layout.ts';
import { newestFirst, oldestFirst, parseEntry } from './log.ts';
import type { Entry, ReadLog } from './log.ts';
import { PLACE, timeOf } from './place.ts';

/** Maximum number of characters to search for commits that match before a page ends. */
const SEARCHED = 32 * PAGE_BYTES;

/** What reading a page of the history requires. */
export interface HistoryAccess {
  readonly read: ReadLog;
  readonly keys: Keys;
  readonly readHead: () => Promise<Revision | undefined>;
}

/** Returns a page of the history. @throws {FlagstaffError} INVALID_OPTIONS when the cursor or the position is invalid. */
export async function readHistory(access: HistoryAccess, query: HistoryQuery = {}): Promise<HistoryPage> {
  if (query.token !== undefined) return readByToken(access, query);
  return query.after === undefined ? readBack(access, query) : readFeed(access, query);
}

async function readByToken({ read, keys }: HistoryAccess, query: HistoryQuery): Promise<HistoryPage> {
  const [place] = await read(['MGET', keys.token(query.token!)]);
  if (typeof place !== 'string' || !PLACE.test(place)) return { items: [] };
  const [entry] = (await read(['XREVRANGE', keys.log, place, place])).map(parseEntry);
  const commit = entry?.position && commitAt(entry.position, entry.record);
  return { items: commit !== undefined && historyFilter(query)(commit) ? [commit] : [] };
}

/** Newest first. */
async function readBack({ read, keys, readHead }: HistoryAccess, query: HistoryQuery): Promise<HistoryPage> {
  const { cursor, id } = query;
  if (cursor !== undefined && !PLACE.test(cursor)) {
    throw invalidOptions('history: cursor is not the `next` of a page. Pass the `next` of the previous page.');
  }
  const { from, to } = historyRange(query);
  const start = cursor ?? (to < Number.POSITIVE_INFINITY ? `${Math.max(to, 0)}-0` : undefined);
  const isTooOld = ({ id, position }: Entry): boolean =>
    timeOf(id) < from || (query.revision !== undefined && (position?.revision.number ?? Infinity) < query.revision);
  const entries = id === undefined ? newestFirst(read, keys, start) : newestOf(read, keys, id, start);
  const { items, last, more, passed } = await search(entries, query, isTooOld);
  if (more) return { items, next: last!.id };
  if (passed) return { items };
  // An index does not end with the oldest commit.
  const oldest = (id === undefined ? last : undefined) ?? (await firstCommit(oldestFirst(read, keys)));
  const isComplete = oldest === undefined ? (await readHead()) === undefined : oldest.position.previous === null;
  return { items, ...(!isComplete && { truncated: true }) };
}

/** Oldest first, from a position. */
async function readFeed({ read, keys, readHead }: HistoryAccess, query: HistoryQuery): Promise<HistoryPage> {
  const position = historyPosition(query, PLACE);
  const { to } = historyRange(query);
  const isTooNew = ({ id }: Entry): boolean => timeOf(id) >= to;
  const whole = (place?: string): Promise<Found> => search(oldestFirst(read, keys, place), query, isTooNew);
  const from = async (place?: string): Promise<Found> => {
    const { id } = query;
    if (id === undefined) return whole(place);
    const first = await firstCommit(oldestFirst(read, keys, place));
    // What is committed after this is for the next page.
    const latest = await firstCommit(newestFirst(read, keys));
    const range = first && latest && { id, first: first.id, last: latest.id };
    const entries = range && (await oldestOf(read, keys, range));
    if (entries === undefined) return whole(place);
    const found = await search(entries, query, isTooNew);
    return { ...found, first, ...(!found.more && !found.passed && { last: latest }) };
  };
  let found = await from(position?.place);
  const head = found.first === undefined ? await readHead() : undefined;
  // Committed meanwhile, or in another log.
  if (head?.token !== position?.token && found.first === undefined) found = await from(position?.place);
  // What the page follows: the commit before its first entry, or the last one that there is.
  const before = found.first === undefined ? head?.token : found.first.position.previous;
  const truncated = position === undefined ? Boolean(before) : before !== position.token;
  // Another log, or one that was trimmed: begin with what is left.
  if (truncated && position !== undefined) found = await from();
  const { items, last, more } = found;
  const text = last && positionText({ place: last.id, token: last.position.revision.token });
  return {
    items,
    position: text ?? (truncated ? '' : (query.after ?? '')),
    ...(more && { next: text! }),
    ...(truncated && { truncated: true }),
  };
}

/** An entry that is a commit. */
type CommitEntry = Entry & { readonly position: NonNullable<Entry['position']> };

async function firstCommit(entries: AsyncIterable<Entry>): Promise<CommitEntry | undefined> {
  for await (const { position, ...entry } of entries) if (position !== undefined) return { ...entry, position };
  return undefined;
}

interface Found {
  readonly items: readonly Commit[];
  /** The first and the last commit that were searched. Undefined when there were none. */
  readonly first: CommitEntry | undefined;
  readonly last: CommitEntry | undefined;
  /** Whether the log continues. */
  readonly more: boolean;
  /** Whether the search ended because no later entry can match. */
  readonly passed: boolean;
}

/** Searches entries until a page is full. */
async function search(
  entries: AsyncIterable<Entry>,
  query: HistoryQuery,
  isBeyond: (entry: Entry) => boolean,
): Promise<Found> {
  const limit = historyLimit(query);
  const matches = historyFilter(query);
  const containing = historyTexts(query);
  const items: Commit[] = [];
  let size = 0;
  let searched = 0;
  let [first, last]: (CommitEntry | undefined)[] = [];
  const end = (more: boolean, passed = false): Found => ({ items, first, last, more, passed });
  for await (const entry of entries) {
    const { position, record } = entry;
    if (position === undefined) continue;
    first ??= { ...entry, position };
    if (isBeyond(entry)) return end(false, true);
    const isWanted = containing.every((text) => record.includes(text));
    const isFull = items.length === limit || size >= PAGE_BYTES;
    if ((isFull && isWanted) || searched >= SEARCHED) return end(true);
    last = { ...entry, position };
    searched += record.length;
    const commit = isFull || !isWanted ? undefined : commitAt(position, record);
    if (commit === undefined || !matches(commit)) continue;
    items.push(commit);
    size += record.length;
  }
  return end(false);
}
