import type { Commit, Management } from '@flagstaff/core/management';
import { visibleCommit } from './answers/masked.ts';
import { changedFields } from './changed-fields.ts';
import type { Call } from './routing/route.ts';
import type { CommitList, ShownCommit } from './schemas/commits.ts';

/** Returns a commit with the fields that it changed, as the caller may see it. */
export function shownCommit(call: Pick<Call, 'access' | 'service'>, commit: Commit): ShownCommit {
  const { revision, previous, at, actor, comment, via, changes } = visibleCommit(call, commit);
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
  };
}

/** Returns a page of the history, as the caller may see it. */
export function shownPage(
  call: Pick<Call, 'access' | 'service'>,
  page: Awaited<ReturnType<Management['history']>>,
): CommitList {
  return { ...page, items: page.items.map((commit) => shownCommit(call, commit)) };
}
