import {
  CHANGES_BYTES,
  historyFilter,
  historyLimit,
  historyPosition,
  historyRange,
  historyTexts,
  invalidOptions,
  PAGE_BYTES,
  parseCommitRecord,
  positionText,
} from '@flagstaff/core/storage';
import type { Commit, DocumentId, HistoryPage, HistoryQuery, Revision } from '@flagstaff/core/storage';
import { UNINDEXED_FIELD } from './layout.ts';
import type { Keys } from './layout.ts';

/** Sends a command that reads the log or what belongs to it. */
export type ReadLog = (args: readonly string[]) => Promise<readonly unknown[]>;

/** An entry of the stream. Its record is parsed on demand, because it contains whole documents. */
interface Entry {
  /** The entry's stream id. */
  readonly id: string;
  /** Undefined when the entry is not a commit. */
  readonly position: Position | undefined;
  readonly record: string;
}

/** Maximum number of entries per reply. */
const MAX_ENTRIES = 16;

/** Maximum number of recent commits to search for a token. */
const COMMITS = 1_000;

/** Maximum number of characters to search for commits that match before a page ends. */
const SEARCHED = 32 * PAGE_BYTES;

/** Serializes a commit without its revision and predecessor, which the script decides. */
export function recordOf({ revision, previous, ...record }: Commit): string {
  return JSON.stringify(record);
}

/** Yields entries, newest first, from the end or from before a place. */
function newestFirst(read: ReadLog, keys: Keys, place?: string): AsyncGenerator<Entry> {
  return walk(place, async (from, count) =>
    read(['XREVRANGE', keys.log, from === undefined ? '+' : `(${from}`, '-', 'COUNT', String(count)]),
  );
}

/** Yields entries, oldest first, from the beginning or from after a place. */
function oldestFirst(read: ReadLog, keys: Keys, place?: string): AsyncGenerator<Entry> {
  return walk(place, async (from, count) =>
    read(['XRANGE', keys.log, from === undefined ? '-' : `(${from}`, '+', 'COUNT', String(count)]),
  );
}

/** Maximum number of entries of an index per reply. They are small. */
const INDEX_ENTRIES = 128;

/** Yields the entries that changed a document, newest first: those in its index, then what the log has from before. */
async function* newestOf(read: ReadLog, keys: Keys, id: DocumentId, place?: string): AsyncGenerator<Entry> {
  const [unindexed] = await read(['HMGET', keys.data, UNINDEXED_FIELD]);
  if (typeof unindexed !== 'string' || !PLACE.test(unindexed)) {
    yield* newestFirst(read, keys, place);
    return;
  }
  const places = indexedPlaces(read, keys, { id, place, unindexed });
  yield* walk(place, async (_from, count) => {
    const found: unknown[] = [];
    while (found.length < count) {
      const next: string[] = [];
      while (next.length < count - found.length) {
        const { value, done } = await places.next();
        if (done === true) break;
        next.push(value);
      }
      if (next.length === 0) break;
      // Sent together. Entries that were trimmed meanwhile are missing.
      const replies = await Promise.all(next.map((each) => read(['XRANGE', keys.log, each, each])));
      for (const entry of replies.flat()) found.push(entry);
    }
    return found;
  });
  if (unindexed === NO_PLACE) return;
  const beyond = place !== undefined && comparePlaces(place, unindexed) <= 0;
  yield* newestFirst(read, keys, beyond ? place : placeAfter(unindexed));
}

interface Indexed {
  readonly id: DocumentId;
  /** Begin before this place. Omit to begin with the newest. */
  readonly place: string | undefined;
  /** End before this place. */
  readonly unindexed: string;
}

/** Yields the places in the log of the commits that changed a document, newest first. */
async function* indexedPlaces(
  read: ReadLog,
  keys: Keys,
  { id, place, unindexed }: Indexed,
): AsyncGenerator<string, undefined> {
  let start = place === undefined ? '+' : `(${place}`;
  for (;;) {
    const count = String(INDEX_ENTRIES);
    const reply = await read(['XREVRANGE', keys.index(id), start, `(${unindexed}`, 'COUNT', count]);
    let last = '';
    for (const [found, fields] of reply as [string, readonly string[]][]) {
      last = found;
      // Names and values in turn.
      if (fields.some((field, at) => at % 2 === 1 && field === id)) yield found;
    }
    if (reply.length < INDEX_ENTRIES) return undefined;
    start = `(${last}`;
  }
}

/**
 * Yields the entries from a place on. A stream limits replies by entries, not by bytes, and a script would need permissions that
 * readers lack. So replies start with one entry, double, and are bounded by the largest entry so far.
 */
async function* walk(
  place: string | undefined,
  readFrom: (place: string | undefined, count: number) => Promise<readonly unknown[]>,
): AsyncGenerator<Entry> {
  let from = place;
  let largest = 1;
  for (let count = 1; ; count = Math.min(2 * count, MAX_ENTRIES, Math.ceil(PAGE_BYTES / largest))) {
    const entries = (await readFrom(from, count)).map(parseEntry);
    yield* entries;
    const last = entries.at(-1);
    if (last === undefined || entries.length < count) return;
    for (const { record } of entries) largest = Math.max(largest, record.length);
    from = last.id;
  }
}

/**
 * Returns the commits between two revisions, oldest first. Undefined when the log does not link them.
 *
 * Follows the chain of tokens back from the head, so that neither trimming nor a lost log can hide a gap.
 */
export async function readChanges(
  read: ReadLog,
  keys: Keys,
  { since, head }: { readonly since: Revision; readonly head: Revision },
): Promise<readonly Commit[] | undefined> {
  if (since.epoch !== head.epoch || since.number > head.number) return undefined;
  const chain: Commit[] = [];
  let token: string | null = head.token;
  if (token === since.token) return chain;
  let size = 0;
  for await (const { position, record } of newestFirst(read, keys)) {
    // Until the head is found, the log may be ahead of it.
    if (position === undefined || (chain.length === 0 && position.revision.token !== token)) continue;
    if (position.revision.token !== token || position.revision.epoch !== head.epoch) return undefined;
    if (size >= CHANGES_BYTES) return undefined;
    const commit = commitOf(position, record);
    if (commit === undefined) return undefined;
    chain.push(commit);
    size += record.length;
    token = commit.previous;
    if (token === since.token) return chain.toReversed();
    if (commit.revision.number <= since.number) return undefined;
  }
  return undefined;
}

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
  const commit = entry?.position && commitOf(entry.position, entry.record);
  return { items: commit !== undefined && historyFilter(query)(commit) ? [commit] : [] };
}

/** The id of an entry in a stream. Begins with the server's time. */
const PLACE = /^\d{1,15}-\d{1,15}$/;

/** Before every entry. */
const NO_PLACE = '0-0';

function partsOf(place: string): readonly [time: number, sequence: number] {
  const dash = place.indexOf('-');
  return [Number(place.slice(0, dash)), Number(place.slice(dash + 1))];
}

function timeOf(place: string): number {
  return partsOf(place)[0];
}

function comparePlaces(one: string, other: string): number {
  const [time, sequence] = partsOf(one);
  const [otherTime, otherSequence] = partsOf(other);
  return time - otherTime || sequence - otherSequence;
}

/** Returns the first place after a place. */
function placeAfter(place: string): string {
  const [time, sequence] = partsOf(place);
  return `${time}-${sequence + 1}`;
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
  const oldest =
    (id === undefined ? last : undefined) ?? (await search(oldestFirst(read, keys), { limit: 1 }, () => false)).first;
  const isComplete = oldest === undefined ? (await readHead()) === undefined : oldest.position.previous === null;
  return { items, ...(!isComplete && { truncated: true }) };
}

/** Oldest first, from a position. */
async function readFeed({ read, keys, readHead }: HistoryAccess, query: HistoryQuery): Promise<HistoryPage> {
  const position = historyPosition(query, PLACE);
  const { to } = historyRange(query);
  const isTooNew = ({ id }: Entry): boolean => timeOf(id) >= to;
  const from = (place?: string): Promise<Found> => search(oldestFirst(read, keys, place), query, isTooNew);
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
    const commit = isFull || !isWanted ? undefined : commitOf(position, record);
    if (commit === undefined || !matches(commit)) continue;
    items.push(commit);
    size += record.length;
  }
  return end(false);
}

/**
 * Finds a recent commit by its token, for a writer whose reply was lost.
 *
 * @param base A revision from before the commit was sent.
 */
export async function findCommit(
  read: ReadLog,
  keys: Keys,
  { token, base }: { readonly token: string; readonly base: Revision | undefined },
): Promise<Commit | undefined> {
  let looked = 0;
  for await (const { position, record } of newestFirst(read, keys)) {
    if (position?.revision.token === token) return commitOf(position, record);
    if (position !== undefined && position.revision.token === base?.token) break;
    looked += 1;
    if (looked === COMMITS) break;
  }
  return undefined;
}

/** Skips foreign entries: a mistake of another writer must not make the history unreadable. */
function parseEntry(reply: unknown): Entry {
  const [id, pairs] = reply as [string, readonly string[]];
  const fields = new Map<string, string>();
  for (let i = 0; i + 1 < pairs.length; i += 2) fields.set(pairs[i] ?? '', pairs[i + 1] ?? '');
  return {
    id,
    position: positionOf(['epoch', 'rev', 'tok', 'prev'].map((name) => fields.get(name))),
    record: fields.get('rec') ?? '',
  };
}

/** A commit's place in the chain. */
export type Position = Pick<Commit, 'revision' | 'previous'>;

/** Reads epoch, number, token and the token before. Undefined when they are not those of a commit. */
export function positionOf([epoch, number, token, previous]: readonly unknown[]): Position | undefined {
  if (!isFilled(epoch) || !isFilled(token) || !isFilled(number) || !/^[1-9]\d{0,15}$/.test(number)) return undefined;
  return { revision: { epoch, number: Number(number), token }, previous: isFilled(previous) ? previous : null };
}

function isFilled(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Returns undefined when the record is not a commit. */
export function commitOf(position: Position, text: unknown): Commit | undefined {
  const record = parseCommitRecord(text);
  return record && { ...record, ...position };
}
