import type { Commit, DocumentId, Revision, StoredVersion } from '@flagstaff/core/storage';
import type { Connection } from './connection.ts';
import { documentField, parseSlot, soundVersion, versionField } from './documents.ts';
import { corrupt, storeLost } from './errors.ts';
import { Fault } from './fault.ts';
import type { Keys } from './keys.ts';
import { recordOf } from './log.ts';
import { HEAD_FIELDS, parseHead, texts } from './replies.ts';
import { COMMIT } from './scripts.ts';

/** What was read of the documents that a commit is about. */
export interface Seen {
  readonly revision: Revision | undefined;
  readonly slots: ReadonlyMap<DocumentId, StoredVersion>;
  /** The version fields as they stand in the hash; empty where they are absent or spoilt. */
  readonly versions: ReadonlyMap<DocumentId, string>;
}

/** Reads what a commit to these documents has to know, in one command. */
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
  /** What the commit was prepared from; it is applied only if all of this still holds. */
  readonly seen: Seen;
  readonly ifToken: string | undefined;
  readonly historyLimit: number;
  readonly deadlineMs: number;
}

/** Writes a commit, all or nothing; resolves to it as written, or to undefined when what was seen has changed. */
export async function apply(
  connection: Connection,
  keys: Keys,
  { commit, seen, ifToken, historyLimit, deadlineMs }: Application,
): Promise<Commit | undefined> {
  const tail = [
    '2',
    keys.data,
    keys.log,
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
    // The hash was read a moment ago, so it is the stream that is none.
    if (error instanceof Fault && error.kind === 'wrong-type') throw new Fault(error.kind, error.message, keys.log);
    throw error;
  });
  const [outcome, number, previous] = texts(reply, keys.data);
  if (outcome === 'moved') return undefined;
  if (outcome === 'lost') throw storeLost(keys);
  if (outcome !== 'committed' || !number) throw corrupt(keys.data, 'was answered for in an unknown way');
  return { ...commit, revision: { ...commit.revision, number: Number(number) }, previous: previous || null };
}
