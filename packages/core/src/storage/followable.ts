// Docs: docs/storage.md
import type { StoredDocument } from '../model/document.ts';
import { FlagstaffError } from '../model/error.ts';
import type { Revision } from '../model/revision.ts';
import { isTooDeep } from '../model/depth.ts';
import { bindMethod, bindMethods } from './bind-methods.ts';
import { digest } from './digest.ts';
import { localUuid } from './local-uuid.ts';
import type { Snapshot, StorageBackend } from './port.ts';

/** A backend that can be followed. */
export interface FollowableStorage extends StorageBackend {
  snapshot(): Promise<Snapshot>;
  revision(): Promise<Revision | undefined>;
  /** True when the revision was derived from the content: it means nothing to other instances, nor to the backend. */
  readonly hasDerivedRevision: boolean;
}

/** How often revision and list are read until they agree. */
const ATTEMPTS = 4;

/** The backend with `snapshot` and `revision`, by way of what it has. The rest of it is what it was. */
export function toFollowable(storage: StorageBackend): FollowableStorage {
  if (storage.snapshot !== undefined && storage.revision !== undefined) {
    return {
      ...bindMethods(storage),
      snapshot: bindMethod(storage, 'snapshot')!,
      revision: bindMethod(storage, 'revision')!,
      hasDerivedRevision: false,
    };
  }
  if (storage.snapshot !== undefined) {
    const snapshot = bindMethod(storage, 'snapshot')!;
    return {
      ...bindMethods(storage),
      snapshot,
      revision: async () => (await snapshot()).revision,
      hasDerivedRevision: false,
    };
  }
  if (storage.revision !== undefined)
    return { ...bindMethods(storage), ...framedSnapshot(storage), hasDerivedRevision: false };
  return derive(storage);
}

/** List between two reads of the revision, until both agree. */
function framedSnapshot(storage: StorageBackend): Pick<FollowableStorage, 'snapshot' | 'revision'> {
  const revision = bindMethod(storage, 'revision')!;
  return {
    revision,
    async snapshot() {
      let before = await revision();
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        const documents = await listed(storage);
        const after = await revision();
        if (before?.token === after?.token && before?.epoch === after?.epoch) return { revision: after, documents };
        before = after;
      }
      throw new FlagstaffError(
        'STORAGE_UNAVAILABLE',
        `${storage.name} changed during each of ${ATTEMPTS} reads; it is read again at the next poll.`,
      );
    },
  };
}

/**
 * A revision made of the content: its token is a digest of all documents, so that any change shows, an edit by hand that
 * keeps the version too; its number counts the changes that this instance saw. Documents that all vanish without a delete of
 * ours mean that the store is lost: nobody could tell that from a deletion of the last one elsewhere.
 */
function derive(storage: StorageBackend): FollowableStorage {
  const own = bindMethods(storage);
  const epoch = localUuid();
  let last: Revision | undefined;
  let mayBeEmpty = true;

  async function snapshot(): Promise<Snapshot> {
    const documents = await listed(storage);
    if (documents.length > 0) mayBeEmpty = false;
    else if (last === undefined || !mayBeEmpty) return { revision: undefined, documents };
    const token = digest(canonical(documents));
    if (last?.token !== token) last = { epoch, number: (last?.number ?? 0) + 1, token };
    return { revision: last, documents };
  }

  // What depends on the backend's own revisions cannot be used without them.
  delete own.changes;
  return {
    ...own,
    async delete(id, options) {
      const existed = await own.delete(id, options);
      mayBeEmpty = true;
      return existed;
    },
    snapshot,
    revision: async () => (await snapshot()).revision,
    hasDerivedRevision: true,
  };
}

/** Throws `STORAGE_CORRUPT` where `list` is not what it promises. */
async function listed(storage: StorageBackend): Promise<StoredDocument[]> {
  const documents = await storage.list();
  if (Array.isArray(documents)) return documents;
  throw new FlagstaffError('STORAGE_CORRUPT', `${storage.name}: \`list\` must resolve to a list of documents.`);
}

/** The same text for the same documents in any order, whatever they are: nobody has judged them yet. */
function canonical(documents: readonly unknown[]): string {
  return JSON.stringify(documents.map(textOf).toSorted());
}

function textOf(document: unknown): string {
  try {
    return isTooDeep(document) ? '' : (JSON.stringify(document) ?? '');
  } catch {
    // A BigInt, or a getter that throws: whatever it says, no version of it can be understood.
    return '';
  }
}
