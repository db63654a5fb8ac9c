import type { Revision } from '../../model/revision.ts';
import { historyBefore, historyLimit } from '../history-query.ts';
import type { Commit, HistoryQuery, Page } from '../port.ts';

/** The last commits of a store, in order. */
export interface CommitLog {
  append(commit: Commit): void;
  /** See `StorageBackend.changes`; `head` is where the store is. */
  since(revision: Revision, head: Revision | undefined): readonly Commit[] | undefined;
  /** See `StorageBackend.history`. */
  page(query: HistoryQuery | undefined): Page<Commit>;
}

/** A log that forgets the oldest commits beyond `limit`. */
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
      const next = commits.findIndex(({ previous }) => previous === token);
      return next === -1 ? undefined : commits.slice(next);
    },

    page(query = {}) {
      const before = historyBefore(query);
      const wanted = commits
        .filter(({ revision, changes }) => {
          return revision.number < before && (query.id === undefined || changes.some(({ id }) => id === query.id));
        })
        .toReversed();
      const items = wanted.slice(0, historyLimit(query));
      const last = items.at(-1);
      return last === undefined || items.length === wanted.length
        ? { items }
        : { items, next: String(last.revision.number) };
    },
  };
}
