import type { DocumentId } from '@flagstaff/core/storage';
import { UNINDEXED_FIELD } from './layout.ts';
import type { Keys } from './layout.ts';
import { newestFirst, walk } from './log.ts';
import type { Entry, ReadLog } from './log.ts';
import { comparePlaces, NO_PLACE, PLACE, placeAfter } from './place.ts';

/** Maximum number of entries of an index per reply. They are small. */
const INDEX_ENTRIES = 128;

/** Yields the entries that changed a document, newest first: those in its index, then what the log has from before. */
export async function* newestOf(read: ReadLog, keys: Keys, id: DocumentId, place?: string): AsyncGenerator<Entry> {
  const [unindexed] = await read(['HMGET', keys.data, UNINDEXED_FIELD]);
  if (typeof unindexed !== 'string' || !PLACE.test(unindexed)) {
    yield* newestFirst(read, keys, place);
    return;
  }
  const start = place === undefined ? '+' : `(${place}`;
  yield* entriesAt(read, keys, indexedPlaces(read, keys, id, ['XREVRANGE', start, `(${unindexed}`]));
  if (unindexed === NO_PLACE) return;
  const beyond = place !== undefined && comparePlaces(place, unindexed) <= 0;
  yield* newestFirst(read, keys, beyond ? place : placeAfter(unindexed));
}

/**
 * Yields the entries that changed a document, oldest first, from after a place to another one. Undefined when its index lacks some
 * of them.
 *
 * @param first The first entry of the log in that range.
 */
export async function oldestOf(
  read: ReadLog,
  keys: Keys,
  { id, first, last }: { readonly id: DocumentId; readonly first: string; readonly last: string },
): Promise<AsyncGenerator<Entry> | undefined> {
  const [unindexed] = await read(['HMGET', keys.data, UNINDEXED_FIELD]);
  const isIndexed = typeof unindexed === 'string' && PLACE.test(unindexed) && comparePlaces(unindexed, first) < 0;
  return isIndexed ? entriesAt(read, keys, indexedPlaces(read, keys, id, ['XRANGE', first, last])) : undefined;
}

/** Yields the entries of the log at some places. */
function entriesAt(read: ReadLog, keys: Keys, places: AsyncGenerator<string, undefined>): AsyncGenerator<Entry> {
  return walk(undefined, async (_from, count) => {
    const found: unknown[] = [];
    while (found.length < count) {
      const next: string[] = [];
      while (next.length < count - found.length) {
        const { value, done } = await places.next();
        if (done === true) break;
        next.push(value);
      }
      if (next.length === 0) break;
      // Sent together. Entries that were trimmed meanwhile are missing.
      const replies = await Promise.all(next.map((each) => read(['XRANGE', keys.log, each, each])));
      for (const entry of replies.flat()) found.push(entry);
    }
    return found;
  });
}

/** Yields the places in the log of the commits that changed a document, in the order and the range of a command. */
async function* indexedPlaces(
  read: ReadLog,
  keys: Keys,
  id: DocumentId,
  [command, from, to]: readonly [command: 'XRANGE' | 'XREVRANGE', from: string, to: string],
): AsyncGenerator<string, undefined> {
  let start = from;
  for (;;) {
    const reply = await read([command, keys.index(id), start, to, 'COUNT', String(INDEX_ENTRIES)]);
    let last = '';
    for (const [found, fields] of reply as [string, readonly string[]][]) {
      last = found;
      // Names and values in turn.
      if (fields.some((field, at) => at % 2 === 1 && field === id)) yield found;
    }
    if (reply.length < INDEX_ENTRIES) return undefined;
    start = `(${last}`;
  }
}
