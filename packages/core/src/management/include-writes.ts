// Docs: docs/sync.md, "One refresh"
import type { Revision } from '../model/revision.ts';
import type { Commit } from '../storage/port.ts';
import type { Follower } from '../sync/follower.ts';
import type { DeltaReading } from '../sync/reading.ts';

/** What a writer needs of a follower. */
export interface WriteFollower extends Pick<Follower, 'held' | 'refresh'> {
  /** Applies a commit of this instance. Never rejects. */
  include(commit: Commit): Promise<void>;
  /** Applies a commit of a backend with derived revisions. Never rejects. */
  includeChanges(changes: DeltaReading['changes']): Promise<void>;
}

/** Returns a follower that also applies this instance's own writes. */
export function includeWrites(follower: Follower): WriteFollower {
  return {
    get held() {
      return follower.held;
    },
    refresh: follower.refresh,

    async include(commit) {
      const { revision } = commit;
      let isHeld = false;
      await follower.applyNext(({ held }) => {
        if (held === undefined || held.epoch !== revision.epoch) return undefined;
        const follows = commit.previous === held.token;
        isHeld = follows || held.token === revision.token;
        return follows ? { revision, changes: changesOf(commit) } : undefined;
      });
      if (isHeld) return;
      await follower.refresh();
      // The store cannot be read, or is a lagging replica. Apply the commit anyway, and keep the revision that was read, so that
      // the commits since are still fetched.
      await follower.applyNext(({ held }) =>
        held !== undefined && isBefore(held, revision) ? { revision: held, changes: changesOf(commit) } : undefined,
      );
    },

    async includeChanges(changes) {
      await follower.refresh();
      await follower.applyNext(({ held, loaded, following }) =>
        loaded && !following ? { revision: held, changes } : undefined,
      );
    },
  };
}

/** Whether the revision is older, within the same epoch. Epochs are not ordered. */
function isBefore(revision: Revision, other: Revision): boolean {
  return revision.epoch === other.epoch && revision.number < other.number;
}

function changesOf(commit: Commit): DeltaReading['changes'] {
  return commit.changes.map(({ id, after }) => ({ id, document: after }));
}
