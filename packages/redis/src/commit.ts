import { changedId, prepareCommit } from '@flagstaff/core/storage';
import type { Change, Commit, CommitMeta, Revision } from '@flagstaff/core/storage';
import { apply, see } from './commit-steps.ts';
import type { Connection } from './connection.ts';
import { contended, outcomeUnknown, storageError } from './errors.ts';
import { Fault } from './fault.ts';
import type { Keys } from './keys.ts';
import { findCommit } from './log.ts';
import type { ReadLog } from './log.ts';

export interface CommitterOptions {
  readonly connection: Connection;
  readonly readLog: ReadLog;
  readonly keys: Keys;
  readonly historyLimit: number;
  readonly loadTimeoutMs: number;
  /** Whether the driver may resend a command after its reply was lost. */
  readonly repeats: boolean;
}

/**
 * Implements the backend method `commit`: read, prepare, write if nothing changed meanwhile, else retry.
 *
 * After a lost reply, the commit is looked up by its token. If it is not found, the same commit is sent again: the versions that both
 * copies expect let at most one of them succeed, however late the first one arrives.
 */
export function createCommitter(
  options: CommitterOptions,
): (changes: readonly Change[], meta?: CommitMeta) => Promise<Commit> {
  const { connection, readLog, keys, historyLimit, loadTimeoutMs, repeats } = options;
  return async (changes, meta = {}) => {
    const ids = [...new Set(changes.map(changedId))];
    const token = meta.token ?? crypto.randomUUID();
    // The time to write, and half as much again to find out the outcome.
    const until = performance.now() + 1.5 * loadTimeoutMs;
    const deadlineMs = (): number => Math.max(1, Math.min(loadTimeoutMs, until - performance.now()));
    let doubt: Fault | undefined;
    /** The revision before anything was sent. */
    let base: Revision | undefined;
    for (let attempt = 0; ; attempt += 1) {
      let sent = false;
      try {
        const seen = await see(connection, keys, { ids, deadlineMs: deadlineMs() });
        if (seen.revision?.token === token) doubt ??= new Fault('lost', 'the commit had already been written');
        // Checked before the caller's conditions: they may fail because of our own commit.
        const isUnchanged = doubt === undefined || seen.revision?.token === base?.token;
        const found = isUnchanged ? undefined : await findCommit(readLog, keys, { token, base });
        if (found !== undefined) return found;
        const commit = prepareCommit(seen, changes, { ...meta, token });
        if (doubt === undefined) base = seen.revision;
        sent = true;
        const application = { commit, seen, ifToken: meta.ifToken, historyLimit, deadlineMs: deadlineMs() };
        const written = await apply(connection, keys, application);
        if (written !== undefined) return written;
        if (repeats) doubt ??= new Fault('lost', 'the driver sent it again');
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        if (sent && error.uncertain) doubt = error;
        if (doubt === undefined) throw storageError(error, { what: 'write', key: keys.data });
        if (error.kind === 'closed') throw outcomeUnknown(doubt, keys.data, token);
      }
      if (performance.now() >= until) {
        throw doubt === undefined ? contended(keys.data) : outcomeUnknown(doubt, keys.data, token);
      }
      await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(2 ** attempt, 32)));
    }
  };
}
