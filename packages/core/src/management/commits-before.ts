// Docs: docs/relay.md
import type { Revision } from '../model/revision.ts';
import { MAX_COMMITS } from '../storage/history-query.ts';
import type { Commit, HistoryPage } from '../storage/port.ts';
import { withStepDeadline } from '../timing/deadline.ts';
import { readInternals } from './client-internals.ts';

/**
 * Yields the commits that led to a revision, from the history of a client's store: the one that made it, then its predecessors. Each
 * is the `previous` of the one before it. Ends where the history does, or at a gap. Yields nothing when the store has no history.
 *
 * @throws {FlagstaffError} STORAGE_TIMEOUT when a page takes too long; and what the store throws.
 */
export async function* commitsBefore(client: object, { epoch, number, token }: Revision): AsyncGenerator<Commit> {
  const { storage, clock } = readInternals(client) ?? {};
  if (storage?.history === undefined || clock === undefined) return;
  const { connectTimeoutMs, history } = storage;
  const what = `${storage.name}: reading the history`;
  let expected: string | null = token;
  let cursor: string | undefined;
  do {
    const read = (): Promise<HistoryPage> => history({ limit: MAX_COMMITS, cursor });
    const { items, next } = await withStepDeadline('load', read, { clock, what, connectTimeoutMs });
    for (const commit of items) {
      const { revision, previous } = commit;
      // The store may be ahead of the revision.
      if (expected === token && revision.number > number) continue;
      if (revision.token !== expected || revision.epoch !== epoch) return;
      yield commit;
      expected = previous;
    }
    cursor = next;
  } while (cursor !== undefined);
}
