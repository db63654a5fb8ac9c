// Docs: docs/sync.md
import type { FlagstaffError } from '../model/error.ts';
import type { Revision } from '../model/revision.ts';
import type { FollowableStorage } from '../storage/followable.ts';
import type { CommitDelta } from '../storage/port.ts';
import { inBackground } from '../timing/background.ts';
import { asStorageError } from '../storage/backend.ts';
import type { Random } from '../timing/backoff.ts';
import type { Clock } from '../timing/clock.ts';
import { continues, createConfirmation, compareRevisions } from './revisions.ts';
import { withStepDeadline } from '../timing/deadline.ts';
import { createLifetime } from '../timing/lifetime.ts';
import type { ErrorLog } from './problem-log.ts';
import { createReader } from './reader.ts';
import { joinCommits } from './reading.ts';
import type { DeltaReading, Reading, WholeReading } from './reading.ts';
import { createOnDemandScheduler } from './on-demand-scheduler.ts';
import { storeLost } from './store-lost.ts';
import { createStoreWarnings } from './store-warnings.ts';
import { createPollScheduler } from './poll-scheduler.ts';
import type { RefreshOutcome } from './poll-scheduler.ts';
import { createSerialQueue } from '../timing/one-at-a-time.ts';
import type { WatchChannel, WatchChannelOptions } from './watch-channel.ts';

/** Where a follower brings what it reads. */
export interface FollowerSink {
  /** Applies a reading. */
  apply(reading: Reading, rolledBack: boolean): Promise<void>;
  /** Reads the last-known-good copy, if any. Called at most once. */
  readCopy(): Promise<WholeReading | undefined>;
  /** Applies the copy. Resolves to whether it was applied. */
  restore(copy: WholeReading): Promise<boolean>;
  /** The store has answered a refresh that began at this monotonic time. */
  reached(since: number): void;
  /** The store is in sync, for the first time or again. */
  ready(): void;
  /** The store cannot be followed. Called once per reason until it recovers. */
  stale(error: FlagstaffError): void;
  error(problem: FlagstaffError): void;
}

export interface FollowerOptions {
  readonly storage: FollowableStorage;
  readonly clock: Clock;
  readonly random: Random;
  /** False to refresh only on demand. Defaults to an interval that depends on the announcements. */
  readonly pollIntervalMs: number | false | undefined;
  readonly createWatchChannel: (options: Omit<WatchChannelOptions, 'tools'>) => WatchChannel;
  readonly sink: FollowerSink;
  readonly problems: ErrorLog;
  /** The initially active revision. Defaults to none. */
  readonly held?: Revision | undefined;
}

/** Milliseconds to wait for the first reading before the last-known-good copy is used. */
const COPY_AFTER_MS = 1_500;

/** What a follower holds. */
interface FollowerState {
  readonly held: Revision | undefined;
  /** Whether a reading from the store has been applied. */
  readonly loaded: boolean;
  /** Whether the last refresh succeeded. */
  readonly following: boolean;
}

/** Follows a store until it is closed. Its methods never reject. */
export interface Follower {
  /** The active revision, if it came from a store. */
  readonly held: Revision | undefined;
  start(): void;
  /** Refreshes from the store, unless the last refresh is recent enough. Always resolves. */
  refresh(options?: { readonly olderThanMs?: number }): Promise<void>;
  /**
   * Applies a change that was not read, in order with the readings. Never rejects.
   * @param next Returns the change, at the revision that it leads to. Undefined when it does not fit what is held.
   */
  applyNext(next: (state: FollowerState) => DeltaReading | undefined): Promise<void>;
  /** Stops everything and closes the backend, within a second. */
  close(): Promise<void>;
}

export function createFollower(options: FollowerOptions): Follower {
  const { storage, clock, random, pollIntervalMs, createWatchChannel, sink, problems } = options;
  const lifetime = createLifetime();
  const reader = createReader(storage, clock, lifetime);
  const confirmation = createConfirmation(clock);
  const scheduler =
    pollIntervalMs === false
      ? createOnDemandScheduler({ clock, refreshOnce, connectTimeoutMs: storage.connectTimeoutMs })
      : createPollScheduler({ clock, random, pollIntervalMs, refreshOnce });
  const channel = createWatchChannel({
    storage,
    clock,
    lifetime,
    random,
    problems,
    onHint: (commit) => inBackground(() => hear(commit)),
    onHealth(works) {
      if (isAnnounced && !works) scheduler.hint();
      isAnnounced = works;
    },
  });
  const readWarnings = createStoreWarnings(reader, sink);
  const swaps = createSerialQueue();

  let held = options.held;
  /** Whether a reading from the store has been applied. */
  let loaded = false;
  let restoring: Promise<void> | undefined;
  /** Whether the last refresh succeeded. */
  let following = false;
  /** Whether the backend knows that changes are announced. */
  let isAnnounced = false;

  async function refreshOnce(announced: () => boolean): Promise<RefreshOutcome> {
    const cancelCopy = loaded || restoring ? undefined : clock.setTimer(() => inBackground(restore), COPY_AFTER_MS);
    const start = clock.monotonic();
    try {
      const outcome = await observe(announced);
      if (outcome !== 'ok') return outcome;
      sink.reached(start);
      if (!lifetime.over) inStep();
      return isAnnounced ? 'calm' : 'ok';
    } catch (error) {
      const what = `${storage.name}: following the store`;
      // A failure here must not end polling.
      if (!lifetime.over) {
        await outOfStep(asStorageError(error, what)).catch((cause: unknown) => sink.error(asStorageError(cause, what)));
      }
      return 'failed';
    } finally {
      cancelCopy?.();
    }
  }

  async function observe(announced: () => boolean): Promise<RefreshOutcome> {
    const base = held;
    const seen = await reader.head();
    const comparison = compareRevisions(base, seen);
    if (comparison === 'same' || (comparison === 'empty' && loaded)) {
      confirmation.clear();
      return 'ok';
    }
    // An announced commit may have been applied meanwhile.
    if (loaded && held === base && !announced() && !confirmation.pending) channel.doubt();
    if (base === undefined) return takeWhole(base);
    if (seen === undefined) {
      confirmation.clear();
      throw storeLost(storage.name);
    }
    if (comparison === 'ahead') {
      confirmation.clear();
      return takeCommits(base);
    }
    return confirmation.confirm(seen) ? takeWhole(base, seen) : { retryInMs: confirmation.wait };
  }

  async function takeCommits(base: Revision): Promise<RefreshOutcome> {
    let failure: unknown;
    const delta = await reader.since(base).catch((error: unknown) => {
      failure = error;
      return undefined;
    });
    if (delta === undefined) {
      const outcome = await takeWhole(base);
      // The log may be damaged while the documents are not. An unavailable store has just failed to return those too.
      if (failure !== undefined) problems.report('commits', failure as FlagstaffError);
      return outcome;
    }
    problems.settle('commits');
    // Empty although the revision changed: a lagging replica. The next poll retries.
    return delta.changes.length === 0 && delta.revision?.token === base.token ? 'ok' : put(delta, base, false);
  }

  /** Reads the whole store and checks its own revision, which may differ from the one read before. */
  async function takeWhole(base: Revision | undefined, confirmed?: Revision): Promise<RefreshOutcome> {
    const reading = await reader.whole();
    const comparison = compareRevisions(base, reading.revision);
    if (comparison === 'same') return 'ok';
    if (reading.revision === undefined) {
      await restore();
      if (held !== undefined) throw storeLost(storage.name);
    } else if (comparison === 'suspect' && !(confirmed !== undefined && continues(confirmed, reading.revision))) {
      return { retryInMs: confirmation.wait };
    }
    return put(reading, base, confirmed !== undefined);
  }

  /** Applies a reading unless another was applied first. Then it is read again. */
  async function put(reading: Reading, base: Revision | undefined, rolledBack: boolean): Promise<RefreshOutcome> {
    await swaps.run(async () => {
      if (lifetime.over) return;
      if (held !== base) {
        scheduler.hint();
        return;
      }
      await sink.apply(reading, rolledBack);
      held = reading.revision;
      loaded = true;
      confirmation.clear();
    });
    return 'ok';
  }

  async function applyNext(next: (state: FollowerState) => DeltaReading | undefined): Promise<void> {
    await swaps.run(async () => {
      try {
        const change = lifetime.over ? undefined : next({ held, loaded, following });
        if (change === undefined) return;
        await sink.apply(change, false);
        held = change.revision;
      } catch (error) {
        sink.error(asStorageError(error, `${storage.name}: applying a commit`));
      }
    });
  }

  /** Applies an announced commit that follows directly from what is held. Otherwise reads the store. */
  async function hear(commit: CommitDelta | undefined): Promise<void> {
    let isHeld = false;
    if (commit) {
      await applyNext(() => {
        if (held === undefined) return undefined;
        // Commits of this instance are announced to it, too.
        isHeld = held.token === commit.revision?.token;
        const delta = isHeld ? undefined : joinCommits(held, [commit]);
        isHeld ||= delta !== undefined;
        return delta;
      });
    }
    if (!isHeld) scheduler.hint();
  }

  function inStep(): void {
    loaded = true;
    problems.settle('follow');
    if (following) return;
    following = true;
    sink.ready();
    if (pollIntervalMs !== false) channel.start();
    readWarnings();
  }

  async function outOfStep(error: FlagstaffError): Promise<void> {
    if (!loaded) await restore();
    if (lifetime.over) return;
    following = false;
    if (problems.report('follow', error)) sink.stale(error);
  }

  function restore(): Promise<void> {
    return (restoring ??= restoreCopy());
  }

  async function restoreCopy(): Promise<void> {
    // Outside the queue, which must continue: reading the copy may never settle.
    const copy = await sink.readCopy();
    if (copy === undefined) return;
    await swaps.run(async () => {
      if (loaded || !(await sink.restore(copy))) return;
      // Derived revisions of different processes cannot be compared.
      if (!storage.hasDerivedRevision) held = copy.revision;
    });
  }

  return {
    get held() {
      return held;
    },

    start() {
      if (pollIntervalMs !== false) inBackground(() => scheduler.refresh());
    },

    refresh: (options) => scheduler.refresh(options),

    applyNext,

    async close() {
      if (lifetime.over) return;
      lifetime.end();
      scheduler.close();
      await channel.close();
      await closeStorage();
    },
  };

  async function closeStorage(): Promise<void> {
    const what = `${storage.name}: closing`;
    try {
      await withStepDeadline('stop', async () => storage.close?.(), { clock, what, keepAlive: true });
    } catch (error) {
      sink.error(asStorageError(error, what));
    }
  }
}
