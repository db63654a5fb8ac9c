import { problem } from './answers/problem.ts';

/** One page of a list. */
export interface PageOf<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

/** The place of an item: what the list is sorted by, then its key. */
type Position = readonly [sortedBy: string, key: string];

/** The order of a list. */
export interface Order<T> {
  readonly positionOf: (item: T) => Position;
  readonly descending: boolean;
}

const DEFAULT_LIMIT = 50;

/**
 * Sorts a list and returns a page of it. A cursor holds the position of the last item, so that insertions between two pages neither
 * repeat nor hide others.
 */
export function pageOf<T>(
  list: readonly T[],
  { limit = DEFAULT_LIMIT, cursor }: { readonly limit?: number; readonly cursor?: string },
  { positionOf, descending }: Order<T>,
): PageOf<T> {
  const sign = descending ? -1 : 1;
  const placed = list
    .map((item) => ({ item, position: positionOf(item) }))
    .sort((one, other) => sign * compare(one.position, other.position));
  const after = cursor === undefined ? undefined : decode(cursor);
  const start = after === undefined ? 0 : placed.findIndex(({ position }) => sign * compare(position, after) > 0);
  const items = start === -1 ? [] : placed.slice(start, start + limit);
  const last = items.at(-1);
  const isLast = last === undefined || start + limit >= placed.length;
  return { items: items.map(({ item }) => item), ...(isLast ? {} : { next: encode(last.position) }) };
}

function compare([one, key]: Position, [other, otherKey]: Position): number {
  if (one !== other) return one < other ? -1 : 1;
  if (key === otherKey) return 0;
  return key < otherKey ? -1 : 1;
}

function encode(position: Position): string {
  return encodeURIComponent(JSON.stringify(position));
}

/** @throws {Error} 400 for anything but the `next` of a page. */
function decode(cursor: string): Position {
  try {
    const position: unknown = JSON.parse(decodeURIComponent(cursor));
    if (Array.isArray(position) && position.length === 2 && position.every((part) => typeof part === 'string')) {
      return position as unknown as Position;
    }
  } catch {
    // Not a cursor.
  }
  throw problem({ status: 400, code: 'INVALID_REQUEST', detail: '`cursor` is not the `next` of a page.' });
}
