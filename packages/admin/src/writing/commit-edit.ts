import { isFlagstaffError } from '@flagstaff/core';
import type { DocumentId, StoredDocument } from '@flagstaff/core';
import type { Authorship, Change, Commit } from '@flagstaff/core/management';
import { changedId } from '@flagstaff/core/storage';
import { indexDocuments } from '../documents.ts';
import type { Documents } from '../documents.ts';
import type { Call } from '../routing/route.ts';
import { commitChanges } from './commit-changes.ts';
import type { Written } from './commit-changes.ts';
import { earlierCommit } from './write-context.ts';

/** Returns the changes to make, given the documents and what is past. */
export type EditDocuments = (documents: Documents, now: Date) => readonly Change[] | Promise<readonly Change[]>;

const ATTEMPTS = 10;
/** The earliest instant: what a repetition asks for was not past for the first request. */
const BEFORE_ALL = new Date(-8.64e15);

/**
 * Commits an edit of flags. The edit is made anew when another writer was faster. A repetition with the same key edits what the first
 * request edited, so that it asks for the same. Undefined when there is nothing to change.
 */
export async function commitEdit(call: Call, by: Authorship, edit: EditDocuments): Promise<Written | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const now = await call.service.documents();
    const earlier = await earlierCommit(call, by);
    const documents = earlier === undefined ? now : before(earlier, now);
    const changes = pinned(await edit(documents, earlier === undefined ? new Date() : BEFORE_ALL), documents);
    if (changes.length === 0) return undefined;
    try {
      return await commitChanges(call, by, changes);
    } catch (error) {
      const mayPass = isFlagstaffError(error, 'VERSION_CONFLICT') || isFlagstaffError(error, 'TOKEN_REUSED');
      if (!mayPass || earlier !== undefined || attempt === ATTEMPTS) throw error;
    }
  }
}

/** Makes each change conditional on the version that it was made for. */
export function pinned(changes: readonly Change[], { byId }: Documents): readonly Change[] {
  return changes.map((change) => ({ ifVersion: byId.get(changedId(change))?.version ?? 0, ...change }));
}

/** Returns the flags that a commit changed as they were before it, with today's other documents. */
function before({ changes }: Commit, now: Documents): Documents {
  const others = [...now.byId.values()].filter(({ kind }) => kind !== 'flag');
  const changed = new Map<DocumentId, StoredDocument>();
  for (const change of changes) if (change.before !== null) changed.set(change.id, change.before);
  return indexDocuments({ revision: now.revision, documents: [...others, ...changed.values()] });
}
