import type { DocumentId } from '../model/document.ts';
import { FlagstaffError, isFlagstaffError } from '../model/error.ts';
import type { FlagstaffErrorCode } from '../model/error.ts';
import type { Ruleset } from '../evaluation/ruleset.ts';
import { bind } from '../storage/bound.ts';
import { commitSurely, isOutcomeUnknown } from '../storage/commit-surely.ts';
import type { CommitOrder, CommitSteps } from '../storage/commit-surely.ts';
import type { FollowableStorage } from '../storage/complete.ts';
import type { Authorship, Change, Commit, CommitMeta, Snapshot } from '../storage/port.ts';
import { prepareCommit } from '../storage/prepare-commit.ts';
import { asStorageError } from '../storage/storage-error.ts';
import { viewOf } from '../storage/store-view.ts';
import type { StoreView } from '../storage/store-view.ts';
import { jittered } from '../sync/backoff.ts';
import type { Random } from '../sync/backoff.ts';
import { pause } from '../sync/clock.ts';
import type { Clock } from '../sync/clock.ts';
import { withDeadline } from '../sync/deadline.ts';
import type { Follower } from '../sync/follower.ts';
import { checkSnapshot } from '../sync/reading.ts';
import { storeLost } from '../sync/store-lost.ts';
import { checkReferences } from './check-references.ts';
import { collapseDue } from './collapse-due.ts';
import type { Past } from './past.ts';
import { hasReferences } from './references.ts';

/** Attempts at most while other writers come first. */
const ATTEMPTS = 30;
/** Refusals that a fresh look at the store may turn into success, or into a refusal that is the caller's to know. */
const CONFLICTS: readonly FlagstaffErrorCode[] = ['REVISION_CONFLICT', 'VERSION_CONFLICT', 'DOCUMENT_NOT_FOUND'];

export interface WriterOptions {
  readonly storage: FollowableStorage;
  readonly clock: Clock;
  readonly past: Past;
  readonly random: Random;
  readonly follower: Follower;
  /** The ruleset in force: what is compiled need not be compiled again to be checked. */
  readonly compiled: () => Ruleset;
  /** What the store holds, where that is known without asking it for everything. */
  readonly view: (() => StoreView) | undefined;
}

/** What to write, given what is there. Documents in it are canonical. */
export type Proposal = (snapshot: Snapshot) => readonly Change[] | Promise<readonly Change[]>;

export interface Writer {
  /**
   * Writes what the proposal says, as one commit, and brings it in force here. Undefined when it proposes nothing.
   *
   * Whatever was read to decide is still so when it is written: a document that stands alone is pinned to its version, a
   * commit that is about references to the revision of the whole store. Lost races are run again.
   */
  write(propose: Proposal, authorship: Authorship, scope?: 'store'): Promise<Commit | undefined>;
}

export function createWriter(options: WriterOptions): Writer {
  const { storage, clock, past, random, follower, compiled, view } = options;
  const steps: CommitSteps = {
    async bounded(step, task) {
      const what = `${storage.name}: ${step === 'commit' ? 'writing' : 'reading'}`;
      try {
        return await withDeadline(step, task, { clock, what, keepAlive: true });
      } catch (error) {
        throw asStorageError(error, what);
      }
    },
    pause: (attempt) => pause(clock, jittered(Math.min(5 * 2 ** attempt, 100), random)),
  };

  async function look(): Promise<StoreView> {
    if (view !== undefined) return view();
    const snapshot = await storage.snapshot();
    checkSnapshot(snapshot, storage.name);
    return viewOf(snapshot);
  }

  /** One attempt; a conflict that may be over at the next one is returned, everything else thrown. */
  async function attempt(
    propose: Proposal,
    authorship: Authorship,
    scope: 'store' | undefined,
  ): Promise<Commit | FlagstaffError | undefined> {
    const snapshot = await lookSurely();
    const proposed = await propose(snapshot);
    if (proposed.length === 0) return undefined;
    const state = { revision: snapshot.revision, slots: { get: (id: DocumentId) => snapshot.slot(id) } };
    const proposal = prepareCommit(state, proposed, authorship);
    const after = await checkReferences(compiled(), snapshot, proposal);
    // What is about the whole store says itself what it wants: a rollback goes back to all of an earlier body.
    const changes = scope === 'store' ? proposed : await collapseDue(proposed, after, past);
    const plan = changes === proposed ? proposal : prepareCommit(state, changes, authorship);
    const wholeStore = scope === 'store' || plan.changes.some(isAboutReferences);
    try {
      // A derived revision is in no log.
      const base = storage.derived ? undefined : snapshot.revision;
      const meta = conditions(snapshot, authorship, wholeStore);
      return await send({ changes: pinned(changes, plan), meta, base }, plan);
    } catch (error) {
      if (isFlagstaffError(error) && mayPass(error)) return error;
      throw error;
    }
  }

  /** An empty store is new, unless this instance holds documents of it, or a last-known-good copy of them. */
  async function lookSurely(): Promise<StoreView> {
    const first = await steps.bounded('load', look);
    if (first.revision !== undefined || view !== undefined) return first;
    if (follower.held === undefined) await follower.refresh();
    if (follower.held === undefined) return first;
    // Another process may have begun the store in between.
    const second = await steps.bounded('load', look);
    if (second.revision === undefined) throw storeLost(storage.name);
    return second;
  }

  function conditions({ revision }: Snapshot, authorship: Authorship, wholeStore: boolean): CommitMeta {
    if (storage.derived) return authorship;
    const { held } = follower;
    if (held !== undefined) {
      return { ...authorship, ifEpoch: held.epoch, ...(wholeStore && revision && { ifToken: revision.token }) };
    }
    if (!wholeStore) return authorship;
    return revision === undefined ? { ...authorship, ifEpoch: null } : { ...authorship, ifToken: revision.token };
  }

  function mayPass(error: FlagstaffError): boolean {
    // While nothing is held, an epoch is only ever a condition of ours: that the store is still empty.
    return CONFLICTS.includes(error.code) || (error.code === 'EPOCH_CONFLICT' && follower.held === undefined);
  }

  async function send(order: CommitOrder, plan: Commit): Promise<Commit> {
    const commit = bind(storage, 'commit');
    if (commit === undefined) return sendSingle(order.changes, plan, order.meta);
    const done = await commitSurely({ ...storage, commit }, order, steps);
    if (!Array.isArray(done?.changes)) {
      throw new FlagstaffError(
        'STORAGE_CORRUPT',
        `${storage.name}: \`commit\` must resolve to the commit that was written.`,
      );
    }
    if (storage.derived) await follower.includeChanges(done.changes.map(({ id, after }) => ({ id, document: after })));
    else await follower.include(done);
    return done;
  }

  /** By way of `set` or `delete`; the audit record is then only what we know ourselves. */
  async function sendSingle(changes: readonly Change[], plan: Commit, authorship: Authorship): Promise<Commit> {
    const [change, ...others] = changes;
    const [planned] = plan.changes;
    if (change === undefined || planned === undefined || others.length > 0)
      throw missingCapability(storage.name, 'commit');
    const options = { ...authorship, ...(change.ifVersion === undefined ? {} : { ifVersion: change.ifVersion }) };
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

  return {
    async write(propose, authorship, scope) {
      for (let count = 1; ; count += 1) {
        const result = await attempt(propose, authorship, scope);
        if (!(result instanceof Error)) return result;
        if (count === ATTEMPTS) throw result;
        await steps.pause(count);
      }
    },
  };
}

/** That a backend lacks the method that something needs. */
export function missingCapability(name: string, capability: string): FlagstaffError {
  return new FlagstaffError(
    'CAPABILITY_MISSING',
    `The storage backend ${name} has no "${capability}", which this needs. Use a backend that has it, or do without.`,
  );
}

function outcomeUnknown(name: string, id: DocumentId, cause: unknown): FlagstaffError {
  return new FlagstaffError(
    'OUTCOME_UNKNOWN',
    `${name}: the reply to a write was lost, and a backend without "commit" and "history" cannot say whether it happened. Read ${id} before you write it again.`,
    { cause },
  );
}

/** True of a change that may break a reference: to what it deletes, its own, or by making a segment too large for its users. */
function isAboutReferences({ before, after }: Commit['changes'][number]): boolean {
  return after === null || hasReferences(after) || (before !== null && after.kind === 'segment');
}

/** The changes, each on condition that its document is what the plan was made for. */
function pinned(changes: readonly Change[], plan: Commit): readonly Change[] {
  return changes.map((change, index) => ({ ifVersion: plan.changes[index]?.before?.version ?? 0, ...change }));
}
