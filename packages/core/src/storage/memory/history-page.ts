import type { Revision } from '../../model/revision.ts';
import { historyBefore, historyFilter, historyLimit, historyPosition, positionText } from '../history-query.ts';
import { PAGE_BYTES } from '../page-bytes.ts';
import type { Commit, HistoryPage, HistoryQuery } from '../port.ts';
import { copiesUntil } from './commit-log.ts';
import type { CommitLog } from './commit-log.ts';

/** Returns a page of a log in memory. `head` is the store's revision. */
export function historyPage(log: CommitLog, head: Revision | undefined, query: HistoryQuery = {}): HistoryPage {
  return query.after === undefined ? newestFirst(log, head, query) : oldestFirst(log.commits, head, query);
}

function newestFirst(log: CommitLog, head: Revision | undefined, query: HistoryQuery): HistoryPage {
  const { commits } = log;
  const before = historyBefore(query);
  const matches = historyFilter(query);
  const candidates = query.id === undefined ? commits : log.of(query.id);
  const wanted = candidates.filter((commit) => commit.revision.number < before && matches(commit)).toReversed();
  const items = copiesUntil(wanted.slice(0, historyLimit(query)), PAGE_BYTES);
  const last = items.at(-1);
  if (last !== undefined && items.length < wanted.length) return { items, next: String(last.revision.number) };
  return { items, ...(isTrimmed(commits, head) && { truncated: true }) };
}

/** Whether the log lacks the first commits of the store. */
function isTrimmed([oldest]: readonly Commit[], head: Revision | undefined): boolean {
  return oldest === undefined ? head !== undefined : oldest.previous !== null;
}

function oldestFirst(commits: readonly Commit[], head: Revision | undefined, query: HistoryQuery): HistoryPage {
  const position = historyPosition(query, /^\d{1,16}$/);
  let start = 0;
  let truncated = isTrimmed(commits, head);
  if (position !== undefined) {
    const next = commits.findIndex(({ previous }) => previous === position.token);
    // Unless it is in this log, begin with what is left.
    truncated = next === -1 && head?.token !== position.token;
    if (!truncated) start = next === -1 ? commits.length : next;
  }
  const matches = historyFilter(query);
  const wanted = commits.slice(start).filter(matches);
  const items = copiesUntil(wanted.slice(0, historyLimit(query)), PAGE_BYTES);
  const hasMore = items.length < wanted.length;
  const end = (hasMore ? items.at(-1)?.revision : undefined) ?? commits.at(-1)?.revision ?? head;
  const text = end === undefined ? '' : positionText({ place: String(end.number), token: end.token });
  return { items, position: text, ...(hasMore && { next: text }), ...(truncated && { truncated: true }) };
}
