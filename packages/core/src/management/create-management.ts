import { FlagstaffError, isFlagstaffError } from '../model/error.ts';
import type { Ruleset } from '../ruleset/update-ruleset.ts';
import type { FollowableStorage } from '../storage/followable.ts';
import type { Authorship, Change, Snapshot } from '../storage/port.ts';
import { readId } from '../model/arguments.ts';
import { invalidInput } from '../model/input.ts';
import { asStorageError } from '../storage/backend.ts';
import { readAuthorship, readWriteOptions } from '../storage/write-input.ts';
import type { Clock } from '../timing/clock.ts';
import { withStepDeadline } from '../timing/deadline.ts';
import type { Step } from '../timing/deadline.ts';
import { canonicalChanges } from './check-changes.ts';
import type { FlagDefinitions } from '../model/definitions.ts';
import type { Management } from './types.ts';
import { createHistory } from './history.ts';
import { createOverrides } from './overrides.ts';
import { createStoredMembers } from './stored-members.ts';
import type { StoredMembers } from './stored-members.ts';
import type { MemberCache } from '../sync/member-cache.ts';
import { syncDefinitions } from './sync-definitions.ts';
import type { Past } from './past.ts';
import { documentsAt } from './past-documents.ts';
import type { PlanBase, Proposal, WriteScope } from './plan-commit.ts';
import { createPromotions } from './promotions.ts';
import { revert } from './revert.ts';
import { changesBackTo } from './rollback.ts';
import { createSchedules } from './scheduled-changes.ts';
import { missingCapability } from '../storage/capabilities.ts';
import { requested } from './write-request.ts';
import type { WriteRequest, WrittenCommit } from './write-request.ts';
import type { Writer } from './writer.ts';

export interface DocumentManagementOptions {
  readonly storage: FollowableStorage;
  readonly clock: Clock;
  readonly past: Past;
  readonly writer: Writer;
  /** Returns a ruleset whose compiled documents can be reused. */
  readonly compiled: () => Ruleset;
  readonly lookUp: MemberCache;
  readonly isClosed: () => boolean;
  /** The flags defined in code. */
  readonly definitions: FlagDefinitions | undefined;
}

/** The methods that manage documents. */
export type DocumentManagement = Pick<
  Management,
  | 'get'
  | 'list'
  | 'set'
  | 'delete'
  | 'commit'
  | 'history'
  | 'commitByToken'
  | 'commitAt'
  | 'documentsAt'
  | 'revert'
  | 'rollback'
> &
  ReturnType<typeof createPromotions> &
  ReturnType<typeof createOverrides> &
  StoredMembers &
  Pick<Management, 'sync'> &
  ReturnType<typeof createSchedules>;

export function createDocumentManagement(options: DocumentManagementOptions): DocumentManagement {
  const { storage, clock, past, writer, compiled, lookUp, isClosed, definitions } = options;

  function checkOpen(): void {
    if (isClosed()) throw new FlagstaffError('CLOSED', 'The client is closed.');
  }

  async function bounded<T>(step: Step, described: string, task: () => Promise<T>): Promise<T> {
    checkOpen();
    const what = `${storage.name}: ${described}`;
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
  }
  const read = <T>(described: string, task: () => Promise<T>): Promise<T> => bounded('load', described, task);

  async function write(
    propose: Proposal,
    request: WriteRequest,
    scope?: WriteScope,
  ): Promise<WrittenCommit | undefined> {
    checkOpen();
    return writer.write(propose, request, scope);
  }

  async function commit(given: readonly Change[], authorship: Authorship): Promise<WrittenCommit> {
    const canonical = await canonicalChanges(storage, given);
    const done = await write(() => canonical, requested(authorship, 'commit', canonical));
    if (done === undefined) throw new FlagstaffError('STORAGE_CORRUPT', `${storage.name} returned no commit.`);
    return done;
  }

  const history = createHistory({ storage, read });
  const now = (): number => clock.now();
  const snapshot = (): Promise<Snapshot> => read('reading all documents', () => storage.snapshot());
  const latest = async (): Promise<PlanBase> => {
    checkOpen();
    return writer.latest();
  };

  return {
    // A promotion depends on environments it does not change, so the whole store must be unchanged.
    ...createPromotions({ now, past, compiled, snapshot, write: (propose, by) => write(propose, by, 'store') }),
    ...createOverrides({ now, past, latest, write }),
    ...createStoredMembers({ storage, bounded, lookUp }),
    ...createSchedules({ now, past, latest, write }),
    async get(given) {
      const id = readId('get: the id', given);
      return read(`reading ${id}`, () => storage.get(id));
    },
    list: () => read('reading all documents', () => storage.list()),
    ...history,
    sync: async (given, asked) => syncDefinitions(given === undefined ? definitions : given, { write, latest }, asked),
    commit: async (changes, authorship) => commit(changes, readAuthorship('commit', authorship)),

    async set(document, options) {
      const { ifVersion, ...authorship } = readWriteOptions('set', options);
      const condition = ifVersion === undefined ? {} : { ifVersion };
      const done = await commit([{ type: 'set', document, ...condition }], authorship);
      const after = done.changes[0]?.after;
      if (after != null) return after;
      throw new FlagstaffError('STORAGE_CORRUPT', `${storage.name} committed a document but did not return it.`);
    },

    async delete(id, options) {
      const { ifVersion, ...authorship } = readWriteOptions('delete', options);
      const condition = ifVersion === undefined ? {} : { ifVersion };
      try {
        await commit([{ type: 'delete', id, ...condition }], authorship);
        return true;
      } catch (error) {
        if (isFlagstaffError(error, 'DOCUMENT_NOT_FOUND')) return false;
        throw error;
      }
    },

    async documentsAt(revision) {
      if (typeof revision !== 'number') throw invalidInput('documentsAt: the revision', 'a number', revision);
      return documentsAt(revision, await snapshot(), history.history);
    },

    async revert(revision, given) {
      return revert({ latest, commitAt: history.commitAt, write }, revision, given);
    },

    async rollback(revision, authorship) {
      if (typeof revision !== 'number') throw invalidInput('rollback: the revision', 'a number', revision);
      const by = readAuthorship('rollback', authorship);
      if (storage.commit === undefined) throw missingCapability(storage.name, 'commit');
      return write(
        (snapshot) => changesBackTo(revision, snapshot, history.history),
        requested({ comment: `Roll back to revision ${revision}`, ...by }, 'rollback', revision),
        'store',
      );
    },
  };
}
