import { FlagstaffError, historyLimit, parseCommitRecord } from '@flagstaff/core/storage';
import type { Commit, HistoryQuery, Page, Revision } from '@flagstaff/core/storage';
import type { Keys } from './keys.ts';

/** Sends a command that reads the log. */
export type ReadLog = (args: readonly string[]) => Promise<readonly unknown[]>;

interface Entry {
  /** The stream's id of the entry. */
  readonly id: string;
  /** Undefined: the entry is not one of ours. */
  readonly commit: Commit | undefined;
}

const PAGE = 100;

/** What a commit's record holds besides its revision and predecessor, which the script decides. */
export function recordOf({ revision, previous, ...record }: Commit): string {
  return JSON.stringify(record);
}

/** The entries from the newest on, or from before a cursor, a page at a time. */
async function* newestFirst(read: ReadLog, keys: Keys, cursor?: string): AsyncGenerator<Entry> {
  let end = cursor === undefined ? '+' : `(${cursor}`;
  for (;;) {
    const entries = (await read(['XREVRANGE', keys.log, end, '-', 'COUNT', String(PAGE)])).map(parseEntry);
    yield* entries;
    const last = entries.at(-1);
    if (last === undefined || entries.length < PAGE) return;
    end = `(${last.id}`;
  }
}

/**
 * The commits between two revisions, oldest first; undefined when the log does not link them.
 *
 * The chain of tokens is followed from the head back, so that neither trimming nor a lost log can leave a gap unnoticed.
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
  for await (const { commit } of newestFirst(read, keys)) {
    // Until the head is found, the log may be ahead of it.
    if (commit === undefined || (chain.length === 0 && commit.revision.token !== token)) continue;
    if (commit.revision.token !== token || commit.revision.epoch !== head.epoch) return undefined;
    chain.push(commit);
    token = commit.previous;
    if (token === since.token) return chain.toReversed();
    if (commit.revision.number <= since.number) return undefined;
  }
  return undefined;
}

/** A page of the history. Throws `INVALID_OPTIONS`. */
export async function readHistory(read: ReadLog, keys: Keys, query: HistoryQuery = {}): Promise<Page<Commit>> {
  const { id, cursor } = query;
  const limit = historyLimit(query);
  if (cursor !== undefined && !/^\d{1,15}-\d{1,15}$/.test(cursor)) {
    throw new FlagstaffError(
      'INVALID_OPTIONS',
      'history: cursor is not the `next` of a page; hand in what a page gave.',
    );
  }
  const items: Commit[] = [];
  let last = '';
  for await (const entry of newestFirst(read, keys, cursor)) {
    const { commit } = entry;
    if (commit === undefined || (id !== undefined && !commit.changes.some((change) => change.id === id))) continue;
    if (items.length === limit) return { items, next: last };
    items.push(commit);
    last = entry.id;
  }
  return { items };
}

/** The commit with a token, if it is among the newest ones; for a writer whose reply was lost. */
export async function findCommit(read: ReadLog, keys: Keys, token: string): Promise<Commit | undefined> {
  let looked = 0;
  for await (const { commit } of newestFirst(read, keys)) {
    if (commit?.revision.token === token) return commit;
    looked += 1;
    if (looked === 10 * PAGE) break;
  }
  return undefined;
}

/** Entries that are not ours are passed over: somebody else's mistake must not close the history. */
function parseEntry(reply: unknown): Entry {
  const [id, pairs] = reply as [string, readonly string[]];
  const fields = new Map<string, string>();
  for (let i = 0; i + 1 < pairs.length; i += 2) fields.set(pairs[i] ?? '', pairs[i + 1] ?? '');
  const [epoch, token, number, previous] = ['epoch', 'tok', 'rev', 'prev'].map((name) => fields.get(name) ?? '');
  const record = parseCommitRecord(fields.get('rec'));
  if (!epoch || !token || !/^[1-9]\d{0,15}$/.test(number ?? '') || record === undefined)
    return { id, commit: undefined };
  return { id, commit: { ...record, revision: { epoch, number: Number(number), token }, previous: previous || null } };
}
