import { CHANGES_BYTES, historyLimit, invalidOptions, PAGE_BYTES, parseCommitRecord } from '@flagstaff/core/storage';
import type { Commit, HistoryQuery, Page, Revision } from '@flagstaff/core/storage';
import type { Keys } from './keys.ts';

/** Sends a command that reads the log. */
export type ReadLog = (args: readonly string[]) => Promise<readonly unknown[]>;

/** An entry of the stream. Its record is parsed on demand, because it contains whole documents. */
interface Entry {
  /** The entry's stream id. */
  readonly id: string;
  /** Undefined when the entry is not a commit. */
  readonly position: Pick<Commit, 'revision' | 'previous'> | undefined;
  readonly record: string;
}

/** Maximum number of entries per reply. */
const MAX_ENTRIES = 16;

/** Maximum number of recent commits to search for a token. */
const COMMITS = 1_000;

/** Maximum number of characters to search for commits of one document before a page ends. */
const SEARCHED = 32 * PAGE_BYTES;

/** Serializes a commit without its revision and predecessor, which the script decides. */
export function recordOf({ revision, previous, ...record }: Commit): string {
  return JSON.stringify(record);
}

/**
 * Yields entries, newest first, from the end or from before a cursor. A stream limits replies by entries, not by bytes, and a script
 * would need permissions that readers lack. So replies start with one entry, double, and are bounded by the largest entry so far.
 */
async function* newestFirst(read: ReadLog, keys: Keys, cursor?: string): AsyncGenerator<Entry> {
  let end = cursor === undefined ? '+' : `(${cursor}`;
  let largest = 1;
  for (let count = 1; ; count = Math.min(2 * count, MAX_ENTRIES, Math.ceil(PAGE_BYTES / largest))) {
    const entries = (await read(['XREVRANGE', keys.log, end, '-', 'COUNT', String(count)])).map(parseEntry);
    yield* entries;
    const last = entries.at(-1);
    if (last === undefined || entries.length < count) return;
    for (const { record } of entries) largest = Math.max(largest, record.length);
    end = `(${last.id}`;
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

/** Returns a page of the history. @throws {FlagstaffError} INVALID_OPTIONS when the cursor is invalid. */
export async function readHistory(read: ReadLog, keys: Keys, query: HistoryQuery = {}): Promise<Page<Commit>> {
  const { id, cursor } = query;
  const limit = historyLimit(query);
  if (cursor !== undefined && !/^\d{1,15}-\d{1,15}$/.test(cursor)) {
    throw invalidOptions('history: cursor is not the `next` of a page. Pass the `next` of the previous page.');
  }
  const items: Commit[] = [];
  // Each commit that changed a document contains its id, and few others do.
  const containing = id === undefined ? '' : JSON.stringify(id);
  let size = 0;
  let searched = 0;
  let last = '';
  for await (const entry of newestFirst(read, keys, cursor)) {
    const { position, record } = entry;
    const isWanted = position !== undefined && record.includes(containing);
    const isFull = items.length === limit || size >= PAGE_BYTES;
    if ((isFull && isWanted) || searched >= SEARCHED) return { items, next: last };
    last = entry.id;
    searched += record.length;
    const commit = isFull || !isWanted ? undefined : commitOf(position, record);
    if (commit === undefined || (id !== undefined && !commit.changes.some((change) => change.id === id))) continue;
    items.push(commit);
    size += record.length;
  }
  return { items };
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
  const [epoch, token, number, previous] = ['epoch', 'tok', 'rev', 'prev'].map((name) => fields.get(name) ?? '');
  const record = fields.get('rec') ?? '';
  if (!epoch || !token || !/^[1-9]\d{0,15}$/.test(number ?? '')) return { id, position: undefined, record };
  return { id, position: { revision: { epoch, number: Number(number), token }, previous: previous || null }, record };
}

/** Returns undefined when the record is not a commit. */
function commitOf(position: Pick<Commit, 'revision' | 'previous'>, text: string): Commit | undefined {
  const record = parseCommitRecord(text);
  return record && { ...record, ...position };
}
