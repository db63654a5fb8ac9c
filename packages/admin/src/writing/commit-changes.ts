import { isFlagstaffError } from '@flagstaff/core';
import type { DocumentId, FlagstaffErrorCode } from '@flagstaff/core';
import type { Authorship, Change, Management } from '@flagstaff/core/management';
import { changedId } from '@flagstaff/core/storage';
import type { Call } from '../routing/route.ts';
import { checkPermission } from './check-permission.ts';
import { earlierCommit } from './write-context.ts';

/** A commit that was written now, or by an earlier request with the same key. */
export type Written = Awaited<ReturnType<Management['commit']>>;

const ATTEMPTS = 10;
/** Another request was faster: one of another client, or an earlier one with the same key. */
const MAY_PASS: readonly FlagstaffErrorCode[] = ['VERSION_CONFLICT', 'TOKEN_REUSED'];

/**
 * Commits changes that the caller may make. Changes without a condition are written on condition of the version whose permission was
 * checked, and checked again when another request was faster. So a repetition with the same key never applies twice.
 */
export async function commitChanges(call: Call, by: Authorship, changes: readonly Change[]): Promise<Written> {
  const { service } = call;
  const isPinned = changes.every(({ ifVersion }) => ifVersion !== undefined);
  for (let attempt = 1; ; attempt += 1) {
    const documents = await service.documents();
    const earlier = isPinned ? undefined : await earlierCommit(call, by);
    await checkPermission(call, documents, changes);
    // The conditions of the earlier commit, so that this one asks for the same.
    const versionOf = (id: DocumentId): number =>
      (earlier === undefined ? documents.byId.get(id) : earlier.changes.find((each) => each.id === id)?.before)
        ?.version ?? 0;
    const pinned = changes.map((change): Change => ({ ifVersion: versionOf(changedId(change)), ...change }));
    try {
      return await service.management.commit(pinned, by);
    } catch (error) {
      const passes = !isPinned && earlier === undefined && MAY_PASS.some((code) => isFlagstaffError(error, code));
      if (!passes || attempt === ATTEMPTS) throw error;
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
