import type { FullStorageBackend, Revision } from '@flagstaff/core/storage';
import type { Dialect, Tables } from './dialect.ts';
import { readChanges, readHistory } from './log.ts';
import type { Log } from './log.ts';
import { head, headAndSlots, lost } from './queries.ts';
import { parseHead, parseSlots, refuseLost } from './rows.ts';
import type { Raw, Row, Statement } from './statement.ts';
import { readWhole } from './whole-load.ts';

/** The read-only methods of a backend. */
export type Reads = Pick<FullStorageBackend, 'get' | 'list' | 'snapshot' | 'revision' | 'changes' | 'history'>;

/** Runs a statement that reads. */
export type Read = (statement: Statement, deadlineMs?: number) => Promise<readonly Row[]>;

/**
 * Creates the read-only methods. `timeoutMs` applies to the revision, which is read most often. `follow` reads what a follower reads
 * after each change and at each poll.
 *
 * @param lock the end of the SELECTs of the revision and the documents, in a transaction that would read an old snapshot without.
 */
export function reads(
  { tables, dialect }: { readonly tables: Tables; readonly dialect: Dialect },
  { read, follow = read }: { readonly read: Read; readonly follow?: Read },
  timeoutMs: number,
  lock?: Raw,
): Reads {
  const log: Log = { read, tables, dialect };
  async function checked(found: Revision | undefined): Promise<Revision | undefined> {
    if (found === undefined) refuseLost((await read(lost(tables), timeoutMs))[0]);
    return found;
  }
  const revision: Reads['revision'] = async () =>
    checked(parseHead((await follow(head(tables, lock), timeoutMs))[0])?.revision);
  const readAll: Reads['snapshot'] = async () => {
    const found = await readWhole(read, { tables, dialect }, lock);
    await checked(found.revision);
    return found;
  };
  return {
    get: async (id) => parseSlots(await read(headAndSlots(tables, [id]))).get(id)?.document,
    list: async () => [...(await readAll()).documents],
    snapshot: readAll,
    revision,
    async changes(since) {
      const now = await revision();
      return now === undefined ? undefined : readChanges({ ...log, read: follow }, { since, head: now });
    },
    history: (query) => readHistory(log, query),
  };
}
