import { isFlagstaffError } from '@flagstaff/core';
import type { Change, Management } from '@flagstaff/core/management';
import { changedId } from '@flagstaff/core/storage';
import type { Call } from '../routing/route.ts';
import { checkPermission } from './check-permission.ts';
import type { WriteContext } from './write-context.ts';

/** A commit that was written now, or by an earlier request with the same key. */
export type Written = Awaited<ReturnType<Management['commit']>>;

const ATTEMPTS = 10;

/**
 * Commits changes that the caller may make. Changes without a condition are written on condition of the version whose permission was
 * checked, and checked again when another writer was faster. So a repetition with the same key never applies twice.
 */
export async function commitChanges(
  call: Call,
  { authorship, earlier }: WriteContext,
  changes: readonly Change[],
): Promise<Written> {
  const { service } = call;
  const isPinned = changes.every(({ ifVersion }) => ifVersion !== undefined);
  for (let attempt = 1; ; attempt += 1) {
    const documents = await service.documents();
    checkPermission(call, documents, changes);
    const pinned = changes.map((change): Change => {
      const id = changedId(change);
      // The condition of the earlier commit, so that this one asks for the same.
      const known = earlier?.changes.find((each) => each.id === id)?.before ?? documents.byId.get(id);
      const version = earlier === undefined ? documents.byId.get(id)?.version : known?.version;
      return { ifVersion: version ?? 0, ...change };
    });
    try {
      return await service.management.commit(pinned, authorship);
    } catch (error) {
      if (isPinned || attempt === ATTEMPTS || !isFlagstaffError(error, 'VERSION_CONFLICT')) throw error;
    }
  }
}

/** Headers of a response to a write. */
export function writtenHeaders({ revision, replayed }: Written): { readonly [name: string]: string } {
  return {
    'flagstaff-revision': String(revision.number),
    ...(replayed === true ? { 'idempotent-replayed': 'true' } : {}),
  };
}
