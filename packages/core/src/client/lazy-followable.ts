import { bindMethods } from '../storage/bind-methods.ts';
import type { FollowableStorage } from '../storage/followable.ts';
import type { StorageBackend } from '../storage/port.ts';
import { rareParts } from './load-rare-parts.ts';

/** Adds `snapshot` and `revision` to a backend. What makes up for a missing one loads when it is first called. */
export function lazyFollowable(storage: StorageBackend): FollowableStorage {
  const own = bindMethods(storage);
  const { snapshot, revision } = own;
  const hasDerivedRevision = snapshot === undefined && revision === undefined;
  if (snapshot !== undefined && revision !== undefined) return { ...own, snapshot, revision, hasDerivedRevision };
  // These depend on the backend's own revisions.
  if (hasDerivedRevision) delete own.changes;
  let completed: FollowableStorage | undefined;
  const complete = async (): Promise<FollowableStorage> => {
    const { toFollowable } = await rareParts();
    return (completed ??= toFollowable(storage));
  };
  return {
    ...own,
    delete: async (id, options) => (await complete()).delete(id, options),
    snapshot: async () => (await complete()).snapshot(),
    revision: async () => (await complete()).revision(),
    hasDerivedRevision,
  };
}
