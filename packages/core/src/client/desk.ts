import { FlagstaffError, isFlagstaffError } from '../model/error.ts';
import type { Ruleset } from '../evaluation/ruleset.ts';
import { bind } from '../storage/bound.ts';
import type { FollowableStorage } from '../storage/complete.ts';
import type { Authorship, Change, Commit, HistoryQuery, Page, Snapshot } from '../storage/port.ts';
import { asStorageError } from '../storage/storage-error.ts';
import type { Clock } from '../sync/clock.ts';
import { withDeadline } from '../sync/deadline.ts';
import type { Step } from '../sync/deadline.ts';
import { authorOf, conditionOf } from './authorship.ts';
import { canonicalDocument } from './canonical-document.ts';
import type { FlagDefinitions } from './definitions.ts';
import type { Flagstaff } from './flagstaff.ts';
import { createOverrides } from './manage/overrides.ts';
import { createStoredMembers } from './manage/stored-members.ts';
import type { StoredMembers } from './manage/stored-members.ts';
import type { MemberLookUp } from './member-look-up.ts';
import { syncDefinitions } from './manage/sync-definitions.ts';
import type { Past } from './past.ts';
import { createPromotions } from './promotion.ts';
import { changesBackTo } from './rollback.ts';
import { createSchedules } from './schedules.ts';
import { missingCapability } from './writer.ts';
import type { Proposal, Writer } from './writer.ts';

export interface DeskOptions {
  readonly storage: FollowableStorage;
  readonly clock: Clock;
  readonly past: Past;
  readonly writer: Writer;
  /** Any ruleset whose compiled documents can be used again. */
  readonly compiled: () => Ruleset;
  readonly lookUp: MemberLookUp;
  readonly isClosed: () => boolean;
  /** The flags that the program defines. */
  readonly definitions: FlagDefinitions | undefined;
}

/** Where documents are managed. */
export type Desk = Pick<Flagstaff, 'get' | 'list' | 'set' | 'delete' | 'commit' | 'history' | 'rollback'> &
  ReturnType<typeof createPromotions> &
  ReturnType<typeof createOverrides> &
  StoredMembers &
  Pick<Flagstaff, 'sync'> &
  ReturnType<typeof createSchedules>;

export function createDesk(options: DeskOptions): Desk {
  const { storage, clock, past, writer, compiled, lookUp, isClosed, definitions } = options;

  function checkOpen(): void {
    if (isClosed()) throw new FlagstaffError('CLOSED', 'The client was closed.');
  }

  async function bounded<T>(step: Step, described: string, task: () => Promise<T>): Promise<T> {
    checkOpen();
    const what = `${storage.name}: ${described}`;
    try {
      return await withDeadline(step, task, { clock, what, keepAlive: true });
    } catch (error) {
      throw asStorageError(error, what);
    }
  }
  const read = <T>(described: string, task: () => Promise<T>): Promise<T> => bounded('load', described, task);

  async function write(propose: Proposal, authorship: Authorship, scope?: 'store'): Promise<Commit | undefined> {
    checkOpen();
    return writer.write(propose, authorship, scope);
  }

  async function readHistory(query: HistoryQuery | undefined): Promise<Page<Commit>> {
    const history = bind(storage, 'history');
    if (history === undefined) throw missingCapability(storage.name, 'history');
    return read('reading the history', () => history(query));
  }

  async function commit(changes: readonly Change[], authorship: Authorship = {}): Promise<Commit> {
    if (!Array.isArray(changes) || changes.length === 0) {
      throw new FlagstaffError('INVALID_OPTIONS', 'commit: give a list of at least one change.');
    }
    const placeOf = (index: number): string =>
      changes.length === 1 ? 'The document' : `The document of changes[${index}]`;
    const canonical = await Promise.all(changes.map((change, index) => canonicalChange(change, placeOf(index))));
    if (storage.hasMembers === undefined && canonical.some(storesMembers)) {
      throw missingCapability(storage.name, 'hasMembers');
    }
    const done = await write(() => canonical, authorOf(authorship));
    if (done === undefined) throw new FlagstaffError('STORAGE_CORRUPT', `${storage.name} committed nothing.`);
    return done;
  }

  const now = (): number => clock.now();
  const snapshot = (): Promise<Snapshot> => read('reading all documents', () => storage.snapshot());

  return {
    // About environments too, which it does not change: nothing else may have changed either.
    ...createPromotions({ now, past, compiled, snapshot, write: (propose, by) => write(propose, by, 'store') }),
    ...createOverrides({ now, past, list: () => read('reading all documents', () => storage.list()), write }),
    ...createStoredMembers({ storage, bounded, lookUp }),
    ...createSchedules({ now, past, list: () => read('reading all documents', () => storage.list()), write }),
    get: (id) => read(`reading ${id}`, () => storage.get(id)),
    list: () => read('reading all documents', () => storage.list()),
    history: readHistory,
    sync: async (given, authorship) => syncDefinitions(given ?? definitions, write, authorship),
    commit,

    async set(document, options = {}) {
      const done = await commit([{ type: 'set', document, ...conditionOf(options) }], options);
      const after = done.changes[0]?.after;
      if (after != null) return after;
      throw new FlagstaffError('STORAGE_CORRUPT', `${storage.name} committed a document and did not return it.`);
    },

    async delete(id, options = {}) {
      try {
        await commit([{ type: 'delete', id, ...conditionOf(options) }], options);
        return true;
      } catch (error) {
        if (isFlagstaffError(error, 'DOCUMENT_NOT_FOUND')) return false;
        throw error;
      }
    },

    async rollback(revision, authorship = {}) {
      if (storage.commit === undefined) throw missingCapability(storage.name, 'commit');
      return write(
        (snapshot) => changesBackTo(revision, snapshot, readHistory),
        {
          comment: `Roll back to revision ${revision}`,
          ...authorOf(authorship),
        },
        'store',
      );
    },
  };
}

function storesMembers(change: Change): boolean {
  return change.type === 'set' && change.document.kind === 'segment' && change.document.members === 'stored';
}

async function canonicalChange(change: Change, place: string): Promise<Change> {
  if (change?.type === 'delete') return { type: 'delete', id: change.id, ...conditionOf(change) };
  if (change?.type === 'set') {
    return { type: 'set', document: await canonicalDocument(change.document, place), ...conditionOf(change) };
  }
  throw new FlagstaffError('INVALID_OPTIONS', 'commit: the type of a change is "set" or "delete".');
}
