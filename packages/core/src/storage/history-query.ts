// Docs: docs/storage.md
import { invalidOptions, readLimit } from '../model/input.ts';
import type { HistoryQuery } from './port.ts';

const DEFAULT_LIMIT = 50;
/** As many commits as one page may have. */
export const MAX_COMMITS = 1_000;

/**
 * Bytes after which a page of the history is full, whatever its limit: it ends with the commit that reaches them. Backends may
 * count characters instead.
 */
export const PAGE_BYTES = 1_048_576;

/** Bytes of commits after which `changes` gives up: the reader loads all documents instead. At least one commit is given. */
export const CHANGES_BYTES: number = 4 * PAGE_BYTES;

/** How many commits a page has at most: 50 unless the query says otherwise, never above 1,000. Throws `INVALID_OPTIONS`. */
export function historyLimit({ limit = DEFAULT_LIMIT }: HistoryQuery = {}): number {
  return readLimit('history', limit, MAX_COMMITS);
}

/**
 * Where a page starts: only commits with a lower number than this are on it. Cursors that are revision numbers survive
 * commits that arrive between two pages. Throws `INVALID_OPTIONS`.
 */
export function historyBefore({ cursor }: HistoryQuery = {}): number {
  if (cursor === undefined) return Number.POSITIVE_INFINITY;
  const before = typeof cursor === 'string' && /^[0-9]{1,15}$/.test(cursor) ? Number(cursor) : 0;
  if (before < 1) {
    throw invalidOptions('history: cursor is not the `next` of a page; hand in what a page gave.');
  }
  return before;
}
