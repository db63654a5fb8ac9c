import { CHANGES_BYTES, commitAt, PAGE_BYTES, parseCommitPosition } from '@flagstaff/core/storage';
import type { Commit, CommitPosition, Revision } from '@flagstaff/core/storage';
import type { Keys } from './layout.ts';

/** Sends a command that reads the log or what belongs to it. */
export type ReadLog = (args: readonly string[]) => Promise<readonly unknown[]>;

/** An entry of the stream. Its record is parsed on demand, because it contains whole documents. */
export interface Entry {
  /** The entry's stream id. */
  readonly id: string;
  /** Undefined when the entry is not a commit. */
  readonly position: CommitPosition | undefined;
  readonly record: string;
}

/** Maximum number of entries per reply. */
const MAX_ENTRIES = 16;

/** Maximum number of recent commits to search for a token. */
const COMMITS = 1_000;

/** Yields entries, newest first, from the end or from before a place. */
export function newestFirst(read: ReadLog, keys: Keys, place?: string): AsyncGenerator<Entry> {
  return walk(place, async (from, count) =>
    read(['XREVRANGE', keys.log, from === undefined ? '+' : `(${from}`, '-', 'COUNT', String(count)]),
  );
}

/** Yields entries, oldest first, from the beginning or from after a place. */
export function oldestFirst(read: ReadLog, keys: Keys, place?: string): AsyncGenerator<Entry> {
  return walk(place, async (from, count) =>
    read(['XRANGE', keys.log, from === undefined ? '-' : `(${from}`, '+', 'COUNT', String(count)]),
  );
}

/**
 * Yields the entries from a place on. A stream limits replies by entries, not by bytes, and a script would need permissions that
 * readers lack. So replies start with one entry, double, and are bounded by the largest entry so far.
 */
export async function* walk(
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
    const commit = commitAt(position, record);
    if (commit === undefined) return undefined;
    chain.push(commit);
    size += record.length;
    token = commit.previous;
    if (token === since.token) return chain.toReversed();
    if (commit.revision.number <= since.number) return undefined;
  }
  return undefined;
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
    if (position?.revision.token === token) return commitAt(position, record);
    if (position !== undefined && position.revision.token === base?.token) break;
    looked += 1;
    if (looked === COMMITS) break;
  }
  return undefined;
}

/** Skips foreign entries: a mistake of another writer must not make the history unreadable. */
export function parseEntry(reply: unknown): Entry {
  const [id, pairs] = reply as [string, readonly string[]];
  const fields = new Map<string, string>();
  for (let i = 0; i + 1 < pairs.length; i += 2) fields.set(pairs[i] ?? '', pairs[i + 1] ?? '');
  return {
    id,
    position: parseCommitPosition(['epoch', 'rev', 'tok', 'prev'].map((name) => fields.get(name))),
    record: fields.get('rec') ?? '',
  };
}
