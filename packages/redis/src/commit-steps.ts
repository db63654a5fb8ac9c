import type { Commit, DocumentId, Revision, StoredVersion } from '@flagstaff/core/storage';
import type { Connection } from './connection.ts';
import { documentField, parseSlot, soundVersion, versionField } from './documents.ts';
import { corrupt, storeLost } from './errors.ts';
import { Fault } from './fault.ts';
import type { Keys } from './keys.ts';
import { recordOf } from './log.ts';
import { HEAD_FIELDS, parseHead, texts } from './replies.ts';
import { COMMIT } from './scripts.ts';

/** The stored state that a commit was prepared from. */
export interface Seen {
  readonly revision: Revision | undefined;
  readonly slots: ReadonlyMap<DocumentId, StoredVersion>;
  /** The raw version fields of the hash. Empty when absent or invalid. */
  readonly versions: ReadonlyMap<DocumentId, string>;
}

/** Reads everything that a commit to these documents needs, in one command. */
export async function see(
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

export interface Application {
  readonly commit: Commit;
  /** The state that the commit was prepared from. It is applied only if all of this still holds. */
  readonly seen: Seen;
  readonly ifToken: string | undefined;
  readonly historyLimit: number;
  readonly deadlineMs: number;
}

/** Writes a commit atomically. Resolves to the written commit, or to undefined when the seen state has changed. */
export async function apply(
  connection: Connection,
  keys: Keys,
  { commit, seen, ifToken, historyLimit, deadlineMs }: Application,
): Promise<Commit | undefined> {
  const tail = [
    '3',
    keys.data,
    keys.log,
    keys.token(commit.revision.token),
    seen.revision?.epoch ?? '',
    commit.revision.epoch,
    commit.revision.token,
    ifToken ?? '',
    recordOf(commit),
    keys.channel,
    historyLimit === Infinity ? '' : String(historyLimit),
    ...commit.changes.flatMap(({ id, before, after }) => [
      id,
      before === null ? '0' : '1',
      seen.versions.get(id) ?? '',
      String(after?.version ?? seen.slots.get(id)?.version ?? 0),
      after === null ? '' : JSON.stringify(after),
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
