import { changedId, commitRecord, prepareCommit } from '@flagstaff/core/storage';
import type { Change, Commit, CommitMeta, Revision, DocumentId, StoredVersion } from '@flagstaff/core/storage';
import { texts } from './connection.ts';
import type { Connection } from './connection.ts';
import { Fault } from './fault.ts';
import { contended, outcomeUnknown, storageError, corrupt, storeLost } from './errors.ts';
import { documentField, HEAD_FIELDS, parseHead, parseSlot, soundVersion, versionField } from './layout.ts';
import type { Keys } from './layout.ts';
import { findCommit } from './log.ts';
import type { ReadLog } from './log.ts';
import { COMMIT } from './scripts.ts';

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
    // The time to write, and half as much again to find out the outcome. A busy process may take longer to write.
    const recoveryMs = loadTimeoutMs / 2;
    let until = performance.now() + loadTimeoutMs + recoveryMs;
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
        if (sent && error.uncertain) {
          if (doubt === undefined) until = Math.max(until, performance.now() + recoveryMs);
          doubt = error;
        }
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

/** The stored state that a commit was prepared from. */
interface Seen {
  readonly revision: Revision | undefined;
  readonly slots: ReadonlyMap<DocumentId, StoredVersion>;
  /** The raw version fields of the hash. Empty when absent or invalid. */
  readonly versions: ReadonlyMap<DocumentId, string>;
}

/** Reads everything that a commit to these documents needs, in one command. */
async function see(
  connection: Connection,
  keys: Keys,
  { ids, deadlineMs }: { readonly ids: readonly DocumentId[]; readonly deadlineMs: number },
): Promise<Seen> {
  const fields = ids.flatMap((id) => [documentField(id), versionField(id)]);
  const args = ['HMGET', keys.data, ...HEAD_FIELDS, ...fields];
  const reply = texts(await connection.send({ key: keys.data, args, deadlineMs, repeatable: true }), keys.data);
  const slots = new Map<DocumentId, StoredVersion>();
  const versions = new Map<DocumentId, string>();
  ids.forEach((id, index) => {
    const at = HEAD_FIELDS.length + 2 * index;
    slots.set(id, parseSlot(id, reply[at] ?? null, reply[at + 1] ?? null));
    versions.set(id, soundVersion(reply[at + 1] ?? null));
  });
  return { revision: parseHead(reply.slice(0, HEAD_FIELDS.length), keys.data), slots, versions };
}

interface Application {
  readonly commit: Commit;
  /** The state that the commit was prepared from. It is applied only if all of this still holds. */
  readonly seen: Seen;
  readonly ifToken: string | undefined;
  readonly historyLimit: number;
  readonly deadlineMs: number;
}

/** Writes a commit atomically. Resolves to the written commit, or to undefined when the seen state has changed. */
async function apply(
  connection: Connection,
  keys: Keys,
  { commit, seen, ifToken, historyLimit, deadlineMs }: Application,
): Promise<Commit | undefined> {
  const named = [keys.data, keys.log, keys.token(commit.revision.token)];
  const indexes = [...new Set(commit.changes.map(({ id }) => keys.index(id)))];
  const tail = [
    String(named.length + indexes.length),
    ...named,
    ...indexes,
    seen.revision?.epoch ?? '',
    commit.revision.epoch,
    commit.revision.token,
    ifToken ?? '',
    commitRecord(commit),
    keys.channel,
    historyLimit === Infinity ? '' : String(historyLimit),
    ...commit.changes.flatMap(({ id, before, after }) => [
      id,
      before === null ? '0' : '1',
      seen.versions.get(id) ?? '',
      String(after?.version ?? seen.slots.get(id)?.version ?? 0),
      after === null ? '' : JSON.stringify(after),
      // Lua counts from 1.
      String(named.length + 1 + indexes.indexOf(keys.index(id))),
    ]),
  ];
  const run = (args: readonly string[]): Promise<readonly unknown[]> =>
    connection.send({ key: keys.data, args: [...args, ...tail], deadlineMs, repeatable: false });
  const reply = await run(['EVALSHA', COMMIT.sha]).catch((error: unknown) => {
    if (error instanceof Fault && error.kind === 'no-script') return run(['EVAL', COMMIT.source]);
    // The hash was just read, so the key of the wrong type is the stream.
    if (error instanceof Fault && error.kind === 'wrong-type') throw new Fault(error.kind, error.message, keys.log);
    throw error;
  });
  const [outcome, number, previous] = texts(reply, keys.data);
  if (outcome === 'moved') return undefined;
  if (outcome === 'lost') throw storeLost(keys);
  if (outcome !== 'committed' || !number) throw corrupt(keys.data, 'returned an unexpected reply');
  return { ...commit, revision: { ...commit.revision, number: Number(number) }, previous: previous || null };
}
