import type { DocumentId } from '../model/document.ts';
import { FlagstaffError, isFlagstaffError } from '../model/error.ts';
import type { FlagstaffErrorCode } from '../model/error.ts';
import { updateRuleset } from '../ruleset/update-ruleset.ts';
import type { Ruleset } from '../ruleset/update-ruleset.ts';
import { asStorageError } from '../storage/backend.ts';
import { commitWithRecovery, isOutcomeUnknown } from '../storage/commit-with-recovery.ts';
import type { CommitOrder, CommitSteps } from '../storage/commit-with-recovery.ts';
import type { FollowableStorage } from '../storage/followable.ts';
import { missingCapability } from '../storage/capabilities.ts';
import type { Change, Commit, CommitMeta } from '../storage/port.ts';
import { jittered } from '../timing/backoff.ts';
import type { Random } from '../timing/backoff.ts';
import { pause } from '../timing/clock.ts';
import type { Clock } from '../timing/clock.ts';
import { withStepDeadline } from '../timing/deadline.ts';
import type { WriteFollower } from './include-writes.ts';
import { checkSnapshot } from '../sync/reader.ts';
import type { WholeReading } from '../sync/reading.ts';
import { storeLost } from '../sync/store-lost.ts';
import { createPlanner, planBase } from './plan-commit.ts';
import type { Plan, PlanBase, Proposal, WriteScope } from './plan-commit.ts';
import { checkSame, findEarlierWrite, tokenReused } from './write-request.ts';
import type { WriteRequest, WrittenCommit } from './write-request.ts';
import type { Past } from './past.ts';

/** Minimum number of attempts while other writers commit first. */
const ATTEMPTS = 30;
/** Milliseconds in which more attempts are made: a process that is slow to read loses to faster ones many times. */
const PATIENCE_MS = 10_000;
/** The same in a transaction: its first attempt locks the revision, so that a later one fails only if it reads an old snapshot. */
const TRANSACTION_ATTEMPTS = 3;
/** Errors that a refresh may resolve, or turn into one for the caller. */
const CONFLICTS: readonly FlagstaffErrorCode[] = ['REVISION_CONFLICT', 'VERSION_CONFLICT', 'DOCUMENT_NOT_FOUND'];

export interface WriterOptions {
  readonly storage: FollowableStorage;
  readonly clock: Clock;
  readonly past: Past;
  readonly random: Random;
  readonly follower: WriteFollower;
  /** Returns the active ruleset. */
  readonly ruleset: () => Ruleset;
  /**
   * Whether the storage is inside a transaction of the application. A failed write then has no effect: nothing is looked up.
   * Defaults to false.
   */
  readonly isTransaction?: boolean;
}

export interface Writer {
  /**
   * Writes the proposed changes as one commit, and applies it in this process. Undefined when there are no changes.
   *
   * The plan uses the current ruleset, without a read; with a scope, the store's latest revision. The commit is conditional on
   * what it depends on: a standalone document on its version, a commit about references on the store's revision. On a conflict,
   * or when the plan fails, the difference is read and the plan is retried.
   *
   * With the caller's token, an earlier commit with that token is returned instead. The commit then requires that nothing was
   * committed since the token was looked up.
   * @throws {FlagstaffError} TOKEN_REUSED when the earlier commit was asked for something else.
   */
  write(propose: Proposal, request: WriteRequest, scope?: WriteScope): Promise<WrittenCommit | undefined>;
  /** Returns the store's documents. */
  latest(): Promise<PlanBase>;
  /** Plans a write of the latest documents, to be sent later. Undefined when there are no changes. */
  plan(propose: Proposal, request: WriteRequest): Promise<CommitOrder | undefined>;
}

export function createWriter(options: WriterOptions): Writer {
  const { storage, clock, past, random, follower, ruleset, isTransaction = false } = options;
  const plan = createPlanner({ storage, past, follower });
  const attempts = isTransaction ? TRANSACTION_ATTEMPTS : ATTEMPTS;
  const patienceMs = isTransaction ? 0 : PATIENCE_MS;
  const steps: CommitSteps = {
    async bounded(step, task) {
      const what = `${storage.name}: ${step === 'commit' ? 'writing' : 'reading'}`;
      try {
        return await withStepDeadline(step, task, {
          clock,
          what,
          connectTimeoutMs: storage.connectTimeoutMs,
          keepAlive: true,
        });
      } catch (error) {
        throw asStorageError(error, what);
      }
    },
    pause: (attempt, maxMs = 100) => pause(clock, jittered(Math.min(5 * 2 ** attempt, maxMs), random)),
    now: () => clock.monotonic(),
  };

  /** Returns the active ruleset, if it has a revision of the store. */
  function held(): PlanBase | undefined {
    const current = ruleset();
    const { revision } = current;
    const isHeld = !storage.hasDerivedRevision && revision !== undefined && revision.token === follower.held?.token;
    return isHeld ? planBase(current) : undefined;
  }

  /**
   * Returns the store's documents: the active ruleset if the store confirms it, otherwise after reading the difference or
   * everything.
   */
  async function latest(): Promise<PlanBase> {
    const before = held() ?? (await firstHeld());
    if (before !== undefined) {
      const head = await steps.bounded('head', () => storage.revision());
      if (head?.token === before.revision?.token) return before;
      await follower.refresh();
      const after = held();
      if (after !== undefined && after.revision?.token !== before.revision?.token) return after;
    }
    let snapshot = await readAll();
    if (snapshot.revision === undefined && follower.held !== undefined) {
      // An empty store is new, unless this instance holds documents of it. Another process may have initialized it meanwhile.
      snapshot = await readAll();
      if (snapshot.revision === undefined) throw storeLost(storage.name);
    }
    return planBase((await updateRuleset(ruleset(), snapshot)).ruleset);
  }

  /** Another epoch than the one held: rejects with `STORE_LOST` when the store has none at all. */
  async function refuseLost(): Promise<void> {
    const head = await steps.bounded('head', () => storage.revision());
    if (head === undefined && follower.held !== undefined) throw storeLost(storage.name);
  }

  async function readAll(): Promise<WholeReading> {
    return checkSnapshot(await steps.bounded('load', () => storage.snapshot()), storage.name);
  }

  /** A process that writes before its first load loads first. */
  async function firstHeld(): Promise<PlanBase | undefined> {
    if (follower.held === undefined) await follower.refresh();
    return held();
  }

  function mayPass(error: unknown, planned: Plan | undefined): boolean {
    if (!isFlagstaffError(error)) return false;
    // The plan was for an empty store, and another writer came first.
    const wasEmpty = planned !== undefined && planned.order.meta.ifEpoch === null;
    return CONFLICTS.includes(error.code) || (error.code === 'EPOCH_CONFLICT' && wasEmpty);
  }

  async function send({ order, commit: planned }: Plan): Promise<Commit> {
    const { commit } = storage;
    if (commit === undefined) return sendSingle(order.changes, planned, order.meta);
    const done = isTransaction
      ? await steps.bounded('commit', () => commit(order.changes, order.meta))
      : await commitWithRecovery({ ...storage, commit }, order, steps);
    if (!Array.isArray(done?.changes)) {
      throw new FlagstaffError('STORAGE_CORRUPT', `${storage.name}: \`commit\` must resolve to the written commit.`);
    }
    if (storage.hasDerivedRevision)
      await follower.includeChanges(done.changes.map(({ id, after }) => ({ id, document: after })));
    else await follower.include(done);
    return done;
  }

  /** Uses `set` or `delete`. The audit record then contains only what this process knows. */
  async function sendSingle(changes: readonly Change[], plan: Commit, meta: CommitMeta): Promise<Commit> {
    const [change, ...others] = changes;
    const [planned] = plan.changes;
    if (change === undefined || planned === undefined || others.length > 0)
      throw missingCapability(storage.name, 'commit');
    // The conditions of a commit are none of a single write.
    const { actor, comment, via } = meta;
    const options = {
      ...(actor === undefined ? {} : { actor }),
      ...(comment === undefined ? {} : { comment }),
      ...(via === undefined ? {} : { via }),
      ...(change.ifVersion === undefined ? {} : { ifVersion: change.ifVersion }),
    };
    const after = await steps
      .bounded('commit', async () => {
        if (change.type === 'set') return storage.set(change.document, options);
        if (await storage.delete(change.id, options)) return null;
        throw new FlagstaffError('DOCUMENT_NOT_FOUND', `${change.id} does not exist, so it cannot be deleted.`);
      })
      .catch((error: unknown) => {
        throw isOutcomeUnknown(error) ? outcomeUnknown(storage.name, planned.id, error) : error;
      });
    await follower.includeChanges([{ id: planned.id, document: after }]);
    return { ...plan, revision: follower.held ?? plan.revision, changes: [{ ...planned, after }] };
  }

  async function earlier(request: WriteRequest): Promise<WrittenCommit | undefined> {
    const found = await findEarlierWrite(storage, steps, request);
    // What the write promises: this process serves its changes.
    if (found !== undefined && !isTransaction && (follower.held?.number ?? 0) < found.revision.number) {
      await follower.refresh();
    }
    return found;
  }

  return {
    latest,
    async write(propose, request, scope) {
      let base = scope === undefined ? held() : undefined;
      const until = clock.monotonic() + patienceMs;
      for (let attempt = 1; ; attempt += 1) {
        const isLatest = base === undefined;
        base ??= await latest();
        // After the base was read: the commit fails if another one comes between.
        const done = await earlier(request);
        if (done !== undefined) return done;
        let planned: Plan | undefined;
        try {
          planned = await plan(base, propose, request, scope);
        } catch (error) {
          // Changes that do not fit the current documents may fit the latest ones.
          if (isLatest) throw error;
        }
        if (planned === undefined && isLatest) return undefined;
        try {
          if (planned !== undefined) return checkSame(await send(planned), request.digest);
        } catch (error) {
          if (isFlagstaffError(error, 'EPOCH_CONFLICT')) await refuseLost();
          if (!mayPass(error, planned) || (attempt >= attempts && clock.monotonic() >= until)) throw error;
          if (isLatest) await steps.pause(attempt);
        }
        base = undefined;
      }
    },
    async plan(propose, request) {
      const base = await latest();
      if ((await earlier(request)) !== undefined) throw tokenReused(request.token!);
      return (await plan(base, propose, request))?.order;
    },
  };
}

function outcomeUnknown(name: string, id: DocumentId, cause: unknown): FlagstaffError {
  return new FlagstaffError(
    'OUTCOME_UNKNOWN',
    `${name}: the reply to a write was lost, and a backend without "commit" and "history" cannot tell whether it succeeded. Read ${id} before writing it again.`,
    { cause },
  );
}
