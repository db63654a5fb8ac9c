// Docs: docs/storage.md
import type { StoredDocument } from '../model/document.ts';
import { FlagstaffError } from '../model/error.ts';
import type { Revision } from '../model/revision.ts';
import { isTooDeep } from '../model/depth.ts';
import { bindMethod, bindMethods } from './bind-methods.ts';
import { digest } from './digest.ts';
import { localUuid } from './local-uuid.ts';
import type { Snapshot, StorageBackend } from './port.ts';

/** A backend with `snapshot` and `revision`, which can be followed. */
export interface FollowableStorage extends StorageBackend {
  snapshot(): Promise<Snapshot>;
  revision(): Promise<Revision | undefined>;
  /** Whether revisions are derived from the content. They mean nothing to other instances or to the backend. */
  readonly hasDerivedRevision: boolean;
}

/** Maximum attempts to read a consistent revision and list. */
const ATTEMPTS = 4;

/** Adds `snapshot` and `revision` to a backend, using its other methods. */
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

/** Lists between two reads of the revision, until both agree. */
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
        `${storage.name} changed during each of ${ATTEMPTS} reads. The next poll reads it again.`,
      );
    },
  };
}

/**
 * Derives a revision from the content. The token is a digest of all documents, so every change shows, even a manual edit that
 * keeps the version. The number counts the changes seen by this instance. If all documents vanish without a delete of this
 * instance, the store counts as lost: another process deleting the last document looks the same.
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

  // These depend on the backend's own revisions.
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

/** @throws {FlagstaffError} STORAGE_CORRUPT when `list` returns anything but documents. */
async function listed(storage: StorageBackend): Promise<StoredDocument[]> {
  const documents = await storage.list();
  if (Array.isArray(documents)) return documents;
  throw new FlagstaffError('STORAGE_CORRUPT', `${storage.name}: \`list\` must resolve to a list of documents.`);
}

/** Returns the same text for the same documents in any order. They are not validated yet. */
function canonical(documents: readonly unknown[]): string {
  return JSON.stringify(documents.map(textOf).toSorted());
}

function textOf(document: unknown): string {
  try {
    return isTooDeep(document) ? '' : (JSON.stringify(document) ?? '');
  } catch {
    // A BigInt, or a getter that throws: no version of it can be understood.
    return '';
  }
}
