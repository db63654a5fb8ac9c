import type { FullStorageBackend } from '@flagstaff/core/storage';
import type { Dialect, Tables } from './dialect.ts';
import { readChanges, readHistory } from './log.ts';
import type { Log } from './log.ts';
import { head, headAndSlots, snapshot } from './queries.ts';
import { parseDocuments, parseHead, parseSlots } from './rows.ts';
import type { Row, Statement } from './statement.ts';

/** The methods of a backend that only read. */
export type Reads = Pick<FullStorageBackend, 'get' | 'list' | 'snapshot' | 'revision' | 'changes' | 'history'>;

/** Those methods, over one that runs a statement; `timeoutMs` is for the revision, which is asked for all the time. */
export function reads(
  { tables, dialect }: { readonly tables: Tables; readonly dialect: Dialect },
  read: (statement: Statement, deadlineMs?: number) => Promise<readonly Row[]>,
  timeoutMs: number,
): Reads {
  const log: Log = { read, tables, dialect };
  const revision: Reads['revision'] = async () => parseHead((await read(head(tables), timeoutMs))[0])?.revision;
  const readAll: Reads['snapshot'] = async () => {
    const rows = await read(snapshot(tables));
    const found = parseHead(rows[0])?.revision;
    // What outlived its revision is nobody's store until it is written to again.
    return { revision: found, documents: found === undefined ? [] : parseDocuments(rows) };
  };
  return {
    get: async (id) => parseSlots(await read(headAndSlots(tables, [id]))).get(id)?.document,
    list: async () => [...(await readAll()).documents],
    snapshot: readAll,
    revision,
    async changes(since) {
      const now = await revision();
      return now === undefined ? undefined : readChanges(log, { since, head: now });
    },
    history: (query) => readHistory(log, query),
  };
}
