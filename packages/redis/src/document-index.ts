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
  const places = indexedPlaces(read, keys, { id, place, unindexed });
  yield* walk(place, async (_from, count) => {
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
  if (unindexed === NO_PLACE) return;
  const beyond = place !== undefined && comparePlaces(place, unindexed) <= 0;
  yield* newestFirst(read, keys, beyond ? place : placeAfter(unindexed));
}

interface Indexed {
  readonly id: DocumentId;
  /** Begin before this place. Omit to begin with the newest. */
  readonly place: string | undefined;
  /** End before this place. */
  readonly unindexed: string;
}

/** Yields the places in the log of the commits that changed a document, newest first. */
async function* indexedPlaces(
  read: ReadLog,
  keys: Keys,
  { id, place, unindexed }: Indexed,
): AsyncGenerator<string, undefined> {
  let start = place === undefined ? '+' : `(${place}`;
  for (;;) {
    const count = String(INDEX_ENTRIES);
    const reply = await read(['XREVRANGE', keys.index(id), start, `(${unindexed}`, 'COUNT', count]);
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
