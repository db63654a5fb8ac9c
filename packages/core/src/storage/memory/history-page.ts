import type { DocumentId } from '../../model/document.ts';
import type { Revision } from '../../model/revision.ts';
import { historyBefore, historyFilter, historyLimit, historyPosition, positionText } from '../history-query.ts';
import { PAGE_BYTES } from '../page-bytes.ts';
import type { Commit, HistoryPage, HistoryQuery } from '../port.ts';
import { copiesUntil } from './commit-log.ts';
import type { CommitLog } from './commit-log.ts';

/** Returns a page of a log in memory. `head` is the store's revision. */
export function historyPage(log: CommitLog, head: Revision | undefined, query: HistoryQuery = {}): HistoryPage {
  return query.after === undefined ? newestFirst(log, head, query) : oldestFirst(log, head, query);
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

function oldestFirst(log: CommitLog, head: Revision | undefined, query: HistoryQuery): HistoryPage {
  const { commits } = log;
  const position = historyPosition(query, /^\d{1,16}$/);
  let start = 0;
  let truncated = isTrimmed(commits, head);
  if (position !== undefined) {
    const next = indexOf(commits, Number(position.place) + 1);
    const isNext = commits[next]?.previous === position.token;
    // Unless it is in this log, begin with what is left.
    truncated = !isNext && head?.token !== position.token;
    if (!truncated) start = isNext ? next : commits.length;
  }
  const wanted = from(log, start, query.id).filter(historyFilter(query));
  const items = copiesUntil(wanted.slice(0, historyLimit(query)), PAGE_BYTES);
  const hasMore = items.length < wanted.length;
  const end = (hasMore ? items.at(-1)?.revision : undefined) ?? commits.at(-1)?.revision ?? head;
  const text = end === undefined ? '' : positionText({ place: String(end.number), token: end.token });
  return { items, position: text, ...(hasMore && { next: text }), ...(truncated && { truncated: true }) };
}

/** Returns the commits from an index on, those of one document by its index. */
function from(log: CommitLog, start: number, id: DocumentId | undefined): readonly Commit[] {
  const { commits } = log;
  if (id === undefined) return commits.slice(start);
  return log.of(id).filter(({ revision }) => indexOf(commits, revision.number) >= start);
}

/** The numbers of a store's commits have no gaps. */
function indexOf([oldest]: readonly Commit[], number: number): number {
  return oldest === undefined ? -1 : number - oldest.revision.number;
}
