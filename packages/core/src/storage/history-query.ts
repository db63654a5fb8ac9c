// Docs: docs/storage.md, "Read the history"
import { readLimit } from '../model/arguments.ts';
import { invalidOptions } from '../model/input.ts';
import type { Commit, HistoryQuery } from './port.ts';

const DEFAULT_LIMIT = 50;
/** Maximum number of commits of a page. */
export const MAX_COMMITS = 1_000;

/**
 * Returns the maximum number of commits of a page. Defaults to 50; at most 1,000.
 * @throws {FlagstaffError} INVALID_OPTIONS when the limit is invalid.
 */
export function historyLimit({ limit = DEFAULT_LIMIT }: HistoryQuery = {}): number {
  return readLimit('history', limit, MAX_COMMITS);
}

/**
 * Returns the number below which a page's commits start. Revision numbers as cursors stay valid when commits arrive between
 * pages.
 * @throws {FlagstaffError} INVALID_OPTIONS when the cursor is invalid.
 */
export function historyBefore({ cursor }: HistoryQuery = {}): number {
  if (cursor === undefined) return Number.POSITIVE_INFINITY;
  const before = typeof cursor === 'string' && /^[0-9]{1,15}$/.test(cursor) ? Number(cursor) : 0;
  if (before < 1) {
    throw invalidOptions('history: cursor is not the `next` of a page. Pass the `next` of the previous page.');
  }
  return before;
}

/** Returns whether a commit matches the filters of a query. */
export function historyFilter(query: HistoryQuery = {}): (commit: Commit) => boolean {
  const { id, kind, actor, token, revision } = query;
  const since = query.since === undefined ? undefined : Date.parse(query.since);
  const until = query.until === undefined ? undefined : Date.parse(query.until);
  const prefix = kind === undefined ? undefined : `${kind}:`;
  return (commit) =>
    (id === undefined || commit.changes.some((change) => change.id === id)) &&
    (prefix === undefined || commit.changes.some((change) => change.id.startsWith(prefix))) &&
    (actor === undefined || commit.actor === actor) &&
    (token === undefined || commit.revision.token === token) &&
    (revision === undefined || commit.revision.number === revision) &&
    // A time that cannot be read is in no range.
    (since === undefined || Date.parse(commit.at) >= since) &&
    (until === undefined || Date.parse(commit.at) < until);
}

/**
 * Returns texts that the JSON of every matching commit contains, and of few others. For backends that search their log without
 * parsing it.
 */
export function historyTexts({ id, kind, actor }: HistoryQuery = {}): readonly string[] {
  return [
    ...(id === undefined ? [] : [JSON.stringify(id)]),
    ...(kind === undefined ? [] : [`"id":"${kind}:`]),
    ...(actor === undefined ? [] : [`"actor":${JSON.stringify(actor)}`]),
  ];
}

/** Maximum difference between the clocks of two writers, in milliseconds. */
const MAX_DIFFERENCE = 3_600_000;

/** A range of time, in milliseconds since 1970. */
export interface LogRange {
  /** Inclusive. Negative infinity without a limit. */
  readonly from: number;
  /** Exclusive. Infinity without a limit. */
  readonly to: number;
}

/**
 * Returns the range of the log to search, in milliseconds since 1970: the clocks of writers may differ by an hour, so a commit's
 * neighbors in the log may be that much earlier or later.
 */
export function historyRange({ since, until }: HistoryQuery = {}): LogRange {
  return {
    from: since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(since) - MAX_DIFFERENCE,
    to: until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until) + MAX_DIFFERENCE,
  };
}

/** A position in the log, as `after` and `position` express it. */
export interface LogPosition {
  /** Where the commit is in the backend's log. */
  readonly place: string;
  /** The commit's token. */
  readonly token: string;
}

/**
 * Returns the position to continue from. Undefined to begin with the oldest commit.
 *
 * @param places The places of the backend.
 * @throws {FlagstaffError} INVALID_OPTIONS when the position is invalid.
 */
export function historyPosition({ after = '' }: HistoryQuery, places: RegExp): LogPosition | undefined {
  if (after === '') return undefined;
  const dot = after.indexOf('.');
  const [place, token] = [after.slice(0, dot), after.slice(dot + 1)];
  if (dot > 0 && token !== '' && places.test(place)) return { place, token };
  throw invalidOptions('history: after is not the `position` of a page. Pass one, or an empty text for the beginning.');
}

/** Returns the text of a position. */
export function positionText({ place, token }: LogPosition): string {
  return `${place}.${token}`;
}
