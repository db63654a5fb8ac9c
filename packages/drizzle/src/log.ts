import { historyBefore, historyLimit } from '@flagstaff/core/storage';
import type { Commit, HistoryQuery, Page, Revision } from '@flagstaff/core/storage';
import type { Tables } from './dialect.ts';
import { newestFirst, oldestFirst } from './queries.ts';
import { parseCommit } from './rows.ts';
import type { Row, Statement } from './statement.ts';

type Read = (statement: Statement) => Promise<readonly Row[]>;

/** Commits that are read at once. */
const PAGE = 200;

/** Commits that are handed over as changes; who is further behind loads everything, which is then the smaller read. */
const MOST_CHANGES = 1_000;

/** A page of the history, newest first. Cursors are numbers of commits. */
export async function readHistory(read: Read, tables: Tables, query: HistoryQuery = {}): Promise<Page<Commit>> {
  const limit = historyLimit(query);
  let before = historyBefore(query);
  const items: Commit[] = [];
  for (;;) {
    // One commit more than fits tells whether there is another page.
    const rows = await read(newestFirst(tables, before, query.id === undefined ? limit + 1 : PAGE));
    for (const row of rows) {
      before = Number(row['number']);
      // Beyond what is exact, the page ends at the last number that is.
      if (!Number.isSafeInteger(before)) before = Number.MAX_SAFE_INTEGER;
      const commit = parseCommit(row);
      if (commit === undefined || !concerns(commit, query)) continue;
      const last = items.at(-1);
      if (last !== undefined && items.length === limit) return { items, next: String(last.revision.number) };
      items.push(commit);
    }
    if (rows.length < (query.id === undefined ? limit + 1 : PAGE)) return { items };
  }
}

function concerns({ changes }: Commit, { id }: HistoryQuery): boolean {
  return id === undefined || changes.some((change) => change.id === id);
}

/**
 * The commits between two revisions, oldest first; undefined when the log does not link them token by token, so that neither
 * trimming nor a rollback leaves a gap unnoticed.
 */
export async function readChanges(
  read: Read,
  tables: Tables,
  { since, head }: { readonly since: Revision; readonly head: Revision },
): Promise<readonly Commit[] | undefined> {
  if (since.epoch !== head.epoch || since.number > head.number) return undefined;
  if (since.token === head.token) return [];
  const wanted = head.number - since.number;
  if (wanted > MOST_CHANGES) return undefined;
  const commits: Commit[] = [];
  let token = since.token;
  for (const row of await read(oldestFirst(tables, since.number, wanted))) {
    const commit = parseCommit(row);
    if (commit === undefined || commit.previous !== token || commit.revision.epoch !== head.epoch) return undefined;
    commits.push(commit);
    ({ token } = commit.revision);
  }
  return token === head.token ? commits : undefined;
}
