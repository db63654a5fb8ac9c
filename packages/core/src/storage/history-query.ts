// Docs: docs/storage.md
import { readLimit } from '../model/arguments.ts';
import { invalidOptions } from '../model/input.ts';
import type { HistoryQuery } from './port.ts';

const DEFAULT_LIMIT = 50;
/** Maximum number of commits of a page. */
export const MAX_COMMITS = 1_000;

/**
 * Bytes after which a page of history ends, whatever its limit, including the commit that reaches it. Backends may count
 * characters instead.
 */
export const PAGE_BYTES = 1_048_576;

/** Bytes of commits after which `changes` gives up, and the reader loads a snapshot instead. At least one commit is returned. */
export const CHANGES_BYTES: number = 4 * PAGE_BYTES;

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
