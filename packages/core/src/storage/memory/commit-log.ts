import type { Revision } from '../../model/revision.ts';
import { CHANGES_BYTES, historyBefore, historyLimit, PAGE_BYTES } from '../history-query.ts';
import type { Commit, HistoryQuery, Page } from '../port.ts';

/** The last commits of a store, in order. Returns copies. */
export interface CommitLog {
  append(commit: Commit): void;
  /** See `StorageBackend.changes`. `head` is the store's revision. */
  since(revision: Revision, head: Revision | undefined): readonly Commit[] | undefined;
  /** See `StorageBackend.history`. */
  page(query: HistoryQuery | undefined): Page<Commit>;
}

/** Creates a log that keeps the last `limit` commits. */
export function createCommitLog(limit: number): CommitLog {
  const commits: Commit[] = [];

  return {
    append(commit) {
      commits.push(commit);
      if (commits.length > limit) commits.splice(0, commits.length - limit);
    },

    since({ epoch, token }, head) {
      if (head === undefined || head.epoch !== epoch) return undefined;
      if (head.token === token) return [];
      const first = commits.findIndex(({ previous }) => previous === token);
      if (first === -1) return undefined;
      const texts = textsUntil(commits.slice(first), CHANGES_BYTES);
      return first + texts.length === commits.length ? texts.map(parse) : undefined;
    },

    page(query = {}) {
      const before = historyBefore(query);
      const wanted = commits
        .filter(({ revision, changes }) => {
          return revision.number < before && (query.id === undefined || changes.some(({ id }) => id === query.id));
        })
        .toReversed();
      const items = textsUntil(wanted.slice(0, historyLimit(query)), PAGE_BYTES).map(parse);
      const last = items.at(-1);
      return last === undefined || items.length === wanted.length
        ? { items }
        : { items, next: String(last.revision.number) };
    },
  };
}

/** Returns commits as JSON, up to the one that reaches the number of characters. */
function textsUntil(commits: readonly Commit[], characters: number): string[] {
  const texts: string[] = [];
  let size = 0;
  for (const commit of commits) {
    if (size >= characters) break;
    const text = JSON.stringify(commit);
    size += text.length;
    texts.push(text);
  }
  return texts;
}

function parse(text: string): Commit {
  return JSON.parse(text) as Commit;
}
