import type { DocumentId } from '@flagstaff/core';
import type { Commit, Management } from '@flagstaff/core/management';
import { visibleCommit } from './answers/masked.ts';
import { changedFields } from './changed-fields.ts';
import type { Call } from './routing/route.ts';
import type { CommitList, ShownCommit } from './schemas/commits.ts';

/**
 * Returns a commit with the fields that it changed, as the caller may see it.
 *
 * @param only The id of the document whose change is listed. Omit to list all.
 */
export function shownCommit(call: Pick<Call, 'access' | 'service'>, commit: Commit, only?: DocumentId): ShownCommit {
  const listed = only === undefined ? commit.changes : commit.changes.filter(({ id }) => id === only);
  const { revision, previous, at, actor, comment, via, changes } = visibleCommit(call, { ...commit, changes: listed });
  const others = commit.changes.length - changes.length;
  return {
    revision,
    previous,
    at,
    ...(actor === undefined ? {} : { actor }),
    ...(comment === undefined ? {} : { comment }),
    ...(via === undefined ? {} : { via }),
    changes: changes.map(({ id, before, after }) => ({
      id,
      before,
      after,
      fields: changedFields(before, after),
    })),
    ...(others === 0 ? {} : { others }),
  };
}

/** Returns a page of the history, as the caller may see it. Takes the same parameters as `shownCommit`. */
export function shownPage(
  call: Pick<Call, 'access' | 'service'>,
  page: Awaited<ReturnType<Management['history']>>,
  only?: DocumentId,
): CommitList {
  return { ...page, items: page.items.map((commit) => shownCommit(call, commit, only)) };
}
