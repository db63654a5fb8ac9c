import { hasDueChanges } from '../documents/apply-due-changes.ts';
import type { DocumentId, StoredDocument } from '../model/document.ts';
import { latestDocuments } from '../ruleset/latest-documents.ts';
import { versionsOf } from '../ruleset/ruleset.ts';
import type { Ruleset } from '../ruleset/update-ruleset.ts';
import type { CommitOrder } from '../storage/commit-with-recovery.ts';
import type { FollowableStorage } from '../storage/followable.ts';
import type { Change, Commit, CommitMeta, CommittedChange, Snapshot } from '../storage/port.ts';
import { prepareCommit } from '../storage/prepare-commit.ts';
import type { StoredVersion } from '../storage/prepare-commit.ts';
import { checkReferences } from './check-changes.ts';
import { applyDueToChanges } from './collapse-due.ts';
import type { WriteFollower } from './include-writes.ts';
import type { Past } from './past.ts';
import type { WriteRequest } from './write-request.ts';

/** The base of a planned change: all documents of one revision, by id. */
export interface PlanBase extends Snapshot {
  readonly ruleset: Ruleset;
  /** Undefined when the revision has no such document. */
  get(id: DocumentId): StoredVersion | undefined;
}

/** Lazy: documents are listed when the plan reads the list. */
export function planBase(ruleset: Ruleset): PlanBase {
  let documents: readonly StoredDocument[] | undefined;
  return {
    ruleset,
    revision: ruleset.revision,
    get documents() {
      return (documents ??= latestDocuments(ruleset));
    },
    get(id) {
      const { latest, parseFailure } = versionsOf(ruleset.state, id) ?? {};
      // The store holds no document under this id: an edit broke its kind or key.
      if (parseFailure?.isDisplaced === true) return undefined;
      // The latest version, understood or not: a document that cannot be read can still be overwritten.
      const { initialFields } = ruleset.state;
      const document =
        (latest && (initialFields?.stored(latest.document) ?? latest.document)) ??
        (parseFailure?.document as StoredDocument | undefined);
      return document && { document, version: document.version };
    },
  };
}

/** Returns the changes to write, given the current documents. Its documents are canonical. */
export type Proposal = (base: PlanBase) => readonly Change[] | Promise<readonly Change[]>;

/**
 * `all` for a plan that reads every document. `store` for one that also requires an unchanged revision, and writes bodies
 * unmodified.
 */
export type WriteScope = 'all' | 'store';

/** A commit ready to send. */
export interface Plan {
  readonly order: CommitOrder;
  /** The commit that results from the changes. */
  readonly commit: Commit;
}

export interface PlannerOptions {
  readonly storage: FollowableStorage;
  readonly past: Past;
  readonly follower: Pick<WriteFollower, 'held'>;
}

/** Returns a function that plans a commit. Its plan is undefined when there are no changes. */
export function createPlanner({
  storage,
  past,
  follower,
}: PlannerOptions): (
  base: PlanBase,
  propose: Proposal,
  request: WriteRequest,
  scope?: WriteScope,
) => Promise<Plan | undefined> {
  function conditions({ revision }: PlanBase, request: WriteRequest, wholeStore: boolean): CommitMeta {
    if (storage.hasDerivedRevision) return request;
    const ifToken = wholeStore && revision !== undefined ? { ifToken: revision.token } : {};
    if (follower.held !== undefined) return { ...request, ...ifToken, ifEpoch: follower.held.epoch };
    return wholeStore && revision === undefined ? { ...request, ifEpoch: null } : { ...request, ...ifToken };
  }

  return async (base, propose, request, scope) => {
    const proposed = await propose(base);
    if (proposed.length === 0) return undefined;
    const state = { revision: base.revision, slots: base };
    const proposal = prepareCommit(state, proposed, request);
    const after = await checkReferences(base.ruleset, proposal);
    // A rollback restores whole bodies, so its changes are written unmodified. Without a schedule, nothing reads the store's clock.
    const mayCollapse = scope !== 'store' && proposed.some(hasSchedule);
    const changes = mayCollapse ? await applyDueToChanges(proposed, after, past) : proposed;
    const commit = changes === proposed ? proposal : prepareCommit(state, changes, request);
    const dependsOnOthers = commit.changes.some((change) => isAboutReferences(change, after));
    const wholeStore = scope === 'store' || request.token !== undefined || dependsOnOthers;
    const order = {
      changes: pinned(changes, commit),
      meta: conditions(base, request, wholeStore),
      // A derived revision is not in any log.
      base: storage.hasDerivedRevision ? undefined : base.revision,
    };
    return { order, commit };
  };
}

/** Whether a flag that is written, or a patch of it, has scheduled changes. */
function hasSchedule(change: Change): boolean {
  if (change.type !== 'set' || change.document.kind !== 'flag') return false;
  return hasDueChanges(change.document, Number.POSITIVE_INFINITY);
}

/** Whether a change may break a reference: to a deleted document, its own, or by making a segment too large for its users. */
function isAboutReferences({ id, before, after }: CommittedChange, { state }: Ruleset): boolean {
  if (after === null || (before !== null && after.kind === 'segment')) return true;
  return (state.nodes.get(id)?.references ?? []).length > 0;
}

/** Makes each change conditional on the version that the plan used. */
function pinned(changes: readonly Change[], plan: Commit): readonly Change[] {
  return changes.map((change, index) => ({ ifVersion: plan.changes[index]?.before?.version ?? 0, ...change }));
}
