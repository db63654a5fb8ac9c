// Docs: docs/storage.md, "Read the history"
import { readText } from '../model/arguments.ts';
import { invalidInput } from '../model/input.ts';
import { bindMethod } from '../storage/bind-methods.ts';
import { missingCapability } from '../storage/capabilities.ts';
import { readHistoryQuery } from '../storage/history-input.ts';
import { historyFilter } from '../storage/history-query.ts';
import type { Commit, HistoryPage, HistoryQuery, StorageBackend } from '../storage/port.ts';
import { MAX_TOKEN } from '../storage/write-input.ts';
import { createSlices } from '../timing/slices.ts';
import type { Management } from './types.ts';

export interface HistoryOptions {
  readonly storage: StorageBackend;
  /** Runs a read within the deadline of a load. */
  readonly read: <T>(described: string, task: () => Promise<T>) => Promise<T>;
}

/** Maximum number of parts of the log to search before an empty page is returned. */
const MAX_PARTS = 16;

/** Creates the methods that read the history. */
export function createHistory(options: HistoryOptions): Pick<Management, 'history' | 'commitByToken' | 'commitAt'> {
  const { storage, read } = options;

  async function page(query: HistoryQuery, parts: number): Promise<HistoryPage> {
    const history = bindMethod(storage, 'history');
    if (history === undefined) throw missingCapability(storage.name, 'history');
    const part = (from: HistoryQuery): Promise<HistoryPage> => read('reading the history', () => history(from));
    let found = await part(query);
    const turn = createSlices();
    // A backend may search its log in parts, most of which contain nothing that matches.
    for (let count = 1; found.items.length === 0 && found.next !== undefined && count < parts; count += 1) {
      await turn();
      const { truncated } = found;
      found = await part({ ...query, ...(query.after === undefined ? { cursor: found.next } : { after: found.next }) });
      if (truncated) found = { ...found, truncated };
    }
    return found;
  }

  /** Returns the one commit that a query is about. */
  async function single(query: HistoryQuery): Promise<Commit | undefined> {
    const { items } = await page({ ...query, limit: 1 }, Number.POSITIVE_INFINITY);
    return items.find(historyFilter(query));
  }

  return {
    history: async (query) => page(readHistoryQuery('history', query), MAX_PARTS),
    commitByToken: async (token) => single({ token: readText('commitByToken: the token', token, MAX_TOKEN, 1) }),
    async commitAt(revision) {
      if (Number.isSafeInteger(revision) && revision >= 1) return single({ revision });
      throw invalidInput('commitAt: the revision', 'the number of a revision', revision);
    },
  };
}
