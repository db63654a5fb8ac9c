import type { Revision } from '../model/revision.ts';
import type { Follower } from '../sync/follower.ts';
import type { FollowableStorage } from '../storage/followable.ts';
import { inBackground } from '../timing/background.ts';
import type { Clock } from '../timing/clock.ts';
import { withStepDeadline } from '../timing/deadline.ts';

/** Milliseconds until the first look, and the maximum between looks. The delay doubles. */
const DELAY = { first: 1, most: 250 } as const;
/** Milliseconds after which a transaction counts as rolled back. If it was not, polling finds its commit. */
const MAX_WAIT = 60_000;

export interface OwnWritesOptions {
  readonly storage: FollowableStorage;
  readonly clock: Clock;
  readonly follower: Pick<Follower, 'held' | 'refresh'>;
  readonly isClosed: () => boolean;
}

/** Follows this process's writes in transactions of the application. Nothing tells the client when one of those commits. */
export interface OwnWrites {
  /** Looks until the store has reached a revision, or the transaction must have been rolled back. */
  expect(revision: Revision): void;
}

export function createOwnWrites({ storage, clock, follower, isClosed }: OwnWritesOptions): OwnWrites {
  const pending = new Map<Revision, number>();
  const what = `${storage.name}: reading the revision`;
  let delay: number = DELAY.first;
  let isLooking = false;

  async function look(): Promise<void> {
    // Not through the follower: a lookup that waits for the transaction's connection must not make the client stale.
    const head = await withStepDeadline('head', () => storage.revision(), { clock, what }).catch(() => undefined);
    for (const [revision, until] of pending) {
      // Reached by this commit, or by another in its place.
      const isReached = head !== undefined && (head.epoch !== revision.epoch || head.number >= revision.number);
      if (isReached || clock.monotonic() >= until) pending.delete(revision);
    }
    if (head !== undefined && head.token !== follower.held?.token) await follower.refresh();
  }

  async function lookWhilePending(): Promise<void> {
    while (pending.size > 0 && !isClosed()) {
      await new Promise<void>((resolve) => {
        clock.setTimer(resolve, delay);
      });
      delay = Math.min(2 * delay, DELAY.most);
      await look();
    }
    isLooking = false;
  }

  return {
    expect(revision) {
      pending.set(revision, clock.monotonic() + MAX_WAIT);
      delay = DELAY.first;
      if (isLooking) return;
      isLooking = true;
      inBackground(lookWhilePending);
    },
  };
}
