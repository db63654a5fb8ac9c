// Docs: docs/sync.md
import type { FlagstaffError } from '../model/error.ts';
import type { Revision } from '../model/revision.ts';
import type { FollowableStorage } from '../storage/followable.ts';
import type { Commit } from '../storage/port.ts';
import { inBackground } from '../timing/background.ts';
import { asStorageError } from '../storage/storage-error.ts';
import type { Random } from '../timing/backoff.ts';
import type { Clock } from '../timing/clock.ts';
import { continues, createConfirmation } from './confirmation.ts';
import { withDeadline } from '../timing/deadline.ts';
import { createLifetime } from '../timing/lifetime.ts';
import { createErrorLog } from './problem-log.ts';
import { createReader } from './reader.ts';
import type { DeltaReading, Reading, WholeReading } from './reading.ts';
import { createOnDemandScheduler } from './on-demand-scheduler.ts';
import { storeLost } from './store-lost.ts';
import { createPollScheduler } from './poll-scheduler.ts';
import type { LookOutcome } from './poll-scheduler.ts';
import { createSerialQueue } from '../timing/serial-queue.ts';
import { compareRevisions } from './compare-revisions.ts';
import { createWatchChannel } from './watch-channel.ts';

/** Where a follower brings what it reads. */
export interface FollowerSink {
  /** Puts a reading in force. */
  apply(reading: Reading, rolledBack: boolean): Promise<void>;
  /** The last-known-good copy; undefined: there is none. Asked once at most. */
  readCopy(): Promise<WholeReading | undefined>;
  /** Puts the copy in force; resolves to whether it did. */
  restore(copy: WholeReading): Promise<boolean>;
  /** In step with the store: for the first time, or again. */
  ready(): void;
  /** The store cannot be followed: told once for each reason, until it is followed again. */
  stale(error: FlagstaffError): void;
  error(problem: FlagstaffError): void;
}

export interface FollowerOptions {
  readonly storage: FollowableStorage;
  readonly clock: Clock;
  readonly random: Random;
  /** False: looks only when asked. */
  readonly pollIntervalMs: number | false;
  readonly sink: FollowerSink;
  /** The revision that is in force from the beginning. Default: none is. */
  readonly held?: Revision | undefined;
}

/** Follows a store for ever. Nothing here rejects, and only `close` ends it. */
export interface Follower {
  /** The revision in force, as far as it came from a store. */
  readonly held: Revision | undefined;
  start(): void;
  /** Looks at the store, unless that was done recently enough; resolves when it has, whatever came of it. */
  refresh(options?: { readonly olderThanMs?: number }): Promise<void>;
  /** Brings a commit of this instance in force; resolves when it is. */
  include(commit: Commit): Promise<void>;
  /** The same for a backend whose commits have no revision that others know. */
  includeChanges(changes: DeltaReading['changes']): Promise<void>;
  /** Stops everything and closes the backend, in less than a second whatever the backend does. */
  close(): Promise<void>;
}

export function createFollower(options: FollowerOptions): Follower {
  const { storage, clock, random, pollIntervalMs, sink } = options;
  const lifetime = createLifetime();
  const reader = createReader(storage, clock, lifetime);
  const confirmation = createConfirmation(clock);
  const problems = createErrorLog((problem) => sink.error(problem));
  const rhythm =
    pollIntervalMs === false
      ? createOnDemandScheduler({ clock, look })
      : createPollScheduler({ clock, random, pollIntervalMs, look });
  const channel = createWatchChannel({ storage, clock, lifetime, random, problems, onHint: () => rhythm.hint() });
  const swaps = createSerialQueue();

  let held = options.held;
  /** True once a reading from the store was in force. */
  let loaded = false;
  let restored = false;
  /** True once the store was asked for warnings. */
  let inspected = false;
  /** True while the last look succeeded. */
  let following = false;

  async function look(announced: () => boolean): Promise<LookOutcome> {
    try {
      const outcome = await observe(announced);
      if (outcome === 'calm' && !lifetime.over) inStep();
      return outcome;
    } catch (error) {
      const what = `${storage.name}: following the store`;
      // A failure here must not end the polling.
      if (!lifetime.over) {
        await outOfStep(asStorageError(error, what)).catch((cause: unknown) => sink.error(asStorageError(cause, what)));
      }
      return 'failed';
    }
  }

  async function observe(announced: () => boolean): Promise<LookOutcome> {
    const base = held;
    const seen = await reader.head();
    const verdict = compareRevisions(base, seen);
    if (verdict === 'same' || (verdict === 'empty' && loaded)) {
      confirmation.clear();
      return 'calm';
    }
    if (loaded && !announced() && !confirmation.pending) channel.doubt();
    if (base === undefined) return takeWhole(base);
    if (seen === undefined) {
      confirmation.clear();
      throw storeLost(storage.name);
    }
    if (verdict === 'ahead') {
      confirmation.clear();
      return takeCommits(base);
    }
    return confirmation.confirm(seen) ? takeWhole(base, seen) : { againIn: confirmation.wait };
  }

  async function takeCommits(base: Revision): Promise<LookOutcome> {
    let failure: unknown;
    const delta = await reader.since(base).catch((error: unknown) => {
      failure = error;
      return undefined;
    });
    if (delta === undefined) {
      const outcome = await takeWhole(base);
      // Its log may be out of order while its documents are not; a store that is away has just failed to give them too.
      if (failure !== undefined) problems.tell('commits', failure as FlagstaffError);
      return outcome;
    }
    problems.settle('commits');
    // Nothing since, although the revision said so: a replica that lags. The next poll asks again.
    return delta.changes.length === 0 && delta.revision?.token === base.token ? 'calm' : put(delta, base, false);
  }

  /** The whole store, judged by its own revision: it may come from elsewhere than the revision that was read before. */
  async function takeWhole(base: Revision | undefined, confirmed?: Revision): Promise<LookOutcome> {
    const reading = await reader.whole();
    const verdict = compareRevisions(base, reading.revision);
    if (verdict === 'same') return 'calm';
    if (reading.revision === undefined) {
      await restore();
      if (held !== undefined) throw storeLost(storage.name);
    } else if (verdict === 'suspect' && !(confirmed !== undefined && continues(confirmed, reading.revision))) {
      return { againIn: confirmation.wait };
    }
    return put(reading, base, confirmed !== undefined);
  }

  /** Puts a reading in force unless something else came first: then it is read again. */
  async function put(reading: Reading, base: Revision | undefined, rolledBack: boolean): Promise<LookOutcome> {
    await swaps.run(async () => {
      if (lifetime.over) return;
      if (held !== base) {
        rhythm.hint();
        return;
      }
      await sink.apply(reading, rolledBack);
      held = reading.revision;
      loaded = true;
      confirmation.clear();
    });
    return 'calm';
  }

  function inStep(): void {
    loaded = true;
    problems.settle('follow');
    if (following) return;
    following = true;
    sink.ready();
    if (pollIntervalMs !== false) channel.start();
    if (inspected) return;
    inspected = true;
    inBackground(inspect);
  }

  async function inspect(): Promise<void> {
    const what = `${storage.name}: reading its settings`;
    const warnings = await withDeadline('load', async () => storage.warnings?.(), { clock, lifetime, what });
    for (const warning of warnings ?? []) sink.error(warning);
  }

  async function outOfStep(error: FlagstaffError): Promise<void> {
    if (!loaded) await restore();
    if (lifetime.over) return;
    following = false;
    if (problems.tell('follow', error)) sink.stale(error);
  }

  async function restore(): Promise<void> {
    if (restored) return;
    restored = true;
    // Not in the queue, which must go on: whoever keeps the copy may never answer.
    const copy = await sink.readCopy();
    if (copy === undefined) return;
    await swaps.run(async () => {
      if (loaded || !(await sink.restore(copy))) return;
      // A derived revision of an earlier process cannot be compared with ours.
      if (!storage.hasDerivedRevision) held = copy.revision;
    });
  }

  /** True when the commit follows directly on what is held, and now is in force. */
  function adopt(commit: Commit): Promise<boolean> {
    return swaps.run(async () => {
      if (lifetime.over || held === undefined || held.epoch !== commit.revision.epoch) return false;
      if (commit.previous !== held.token) return held.token === commit.revision.token;
      await sink.apply({ revision: commit.revision, changes: changesOf(commit) }, false);
      held = commit.revision;
      return true;
    });
  }

  return {
    get held() {
      return held;
    },

    start() {
      if (pollIntervalMs !== false) inBackground(() => rhythm.refresh());
    },

    refresh: (options) => rhythm.refresh(options),

    async include(commit) {
      try {
        if (await adopt(commit)) return;
        await rhythm.refresh();
        // A store that cannot be read just now, or a replica that lags: the commit is in force here all the same. The
        // revision stays what was read, so the commits since are still fetched.
        await swaps.run(async () => {
          if (lifetime.over || held === undefined || !isBefore(held, commit.revision)) return;
          await sink.apply({ revision: held, changes: changesOf(commit) }, false);
        });
      } catch (error) {
        sink.error(asStorageError(error, `${storage.name}: bringing a commit in force`));
      }
    },

    async includeChanges(changes) {
      await rhythm.refresh();
      if (following) return;
      await swaps.run(async () => {
        if (!lifetime.over && loaded) await sink.apply({ revision: held, changes }, false);
      });
    },

    async close() {
      if (lifetime.over) return;
      lifetime.end();
      rhythm.close();
      await channel.close();
      await closeStorage();
    },
  };

  async function closeStorage(): Promise<void> {
    const what = `${storage.name}: closing`;
    try {
      await withDeadline('stop', async () => storage.close?.(), { clock, what, keepAlive: true });
    } catch (error) {
      sink.error(asStorageError(error, what));
    }
  }
}

/** True when the revision is of the same epoch and older; another epoch is neither before nor after. */
function isBefore(revision: Revision, other: Revision): boolean {
  return revision.epoch === other.epoch && revision.number < other.number;
}

function changesOf(commit: Commit): DeltaReading['changes'] {
  return commit.changes.map(({ id, after }) => ({ id, document: after }));
}
