// Docs: docs/storage.md
import type { Document, DocumentId, StoredDocument } from '../../model/document.ts';
import { FlagstaffError } from '../../model/error.ts';
import type { Revision } from '../../model/revision.ts';
import type { Change, Commit, CommitMeta, Remark, Snapshot, StorageBackend } from '../port.ts';
import { checkArguments } from '../check-arguments.ts';
import { described, invalidOptions, isText, readList, readOptions } from '../../model/input.ts';
import { readDocument } from '../write-input.ts';
import { prepareCommit } from '../prepare-commit.ts';
import type { StoredVersion } from '../prepare-commit.ts';
import { localUuid } from '../local-uuid.ts';
import { deleteThroughCommit, setThroughCommit } from '../through-commit.ts';
import { createCommitLog } from './commit-log.ts';
import { copyOf } from '../../documents/json-copy.ts';
import { createMemberSets } from './member-sets.ts';
import { createWatchers } from './watchers.ts';

export interface MemoryStorageOptions {
  /** Documents that the store starts with, as its first commit. Default: none, and no revision either. */
  readonly documents?: readonly Document[];
  /** Commits that `history` and `changes` remember. Default 1,000. */
  readonly historyLimit?: number;
  /** For messages. Default `memory`. */
  readonly name?: string;
}

/** A backend with every capability: the methods that are optional in the port are there. */
export type FullStorageBackend = Required<Omit<StorageBackend, Remark>> & Pick<StorageBackend, Remark>;

/** Documents in this process's memory: every capability, nothing survives the process. */
export function createMemoryStorage(options: MemoryStorageOptions = {}): FullStorageBackend {
  const { documents, ...rest } = readOptions('createMemoryStorage: the options', options);
  return createStore({ ...rest, ...(documents === undefined ? {} : { documents: seedOf(documents) }) }, copyOf).storage;
}

/** Documents to start with, each with an id. Throws `INVALID_OPTIONS` and `INVALID_DOCUMENT`. */
function seedOf(documents: unknown): readonly Document[] {
  return readList('createMemoryStorage: documents', documents).map((each) => readDocument('createMemoryStorage', each));
}

/** A store, and what it holds when it is created. */
export interface SeededStore {
  readonly storage: FullStorageBackend;
  readonly snapshot: Snapshot;
}

/** The store of a client that was given none. Takes the documents over: no other code holds them, so they are not copied. */
export function createOwnStore(documents: readonly Document[]): SeededStore {
  return createStore({ documents }, (value) => value);
}

/**
 * The same, for documents that are in force already. The first commit is made when the store is first read or written: a client has
 * them in its ruleset, and start-up need not copy them.
 */
export function createLazyStore(first: FirstCommit): FullStorageBackend {
  return createStore({}, (value) => value, first).storage;
}

export interface FirstCommit {
  readonly revision: Revision;
  /** ISO 8601, UTC: when the store was made. */
  readonly at: string;
  readonly documents: () => readonly Document[];
}

/** @param guard keeps what goes out in great numbers from being changed by others */
function createStore(options: MemoryStorageOptions, guard: <T>(value: T) => T, first?: FirstCommit): SeededStore {
  const { documents = [], historyLimit = 1_000, name = 'memory' } = options;
  if (!isText(name, 256)) {
    throw invalidOptions(`memory: name must be text; it is ${described(name)}.`);
  }
  if (!Number.isInteger(historyLimit) || historyLimit < 0) {
    throw invalidOptions(`${name}: historyLimit is ${described(historyLimit)}; give a whole number.`);
  }
  const slots = new Map<DocumentId, StoredVersion>();
  const log = createCommitLog(historyLimit);
  const watchers = createWatchers();
  const members = createMemberSets();
  let pending = first;
  let head = first?.revision;
  let closed = false;

  function checkOpen(): void {
    if (closed) throw new FlagstaffError('CLOSED', `The storage backend ${name} was closed.`);
  }

  function keep(commit: Commit): void {
    for (const { id, after } of commit.changes) {
      slots.set(id, { document: after ?? undefined, version: after?.version ?? slots.get(id)?.version ?? 0 });
    }
    head = commit.revision;
    log.append(commit);
  }

  /** Called before documents or commits are read. */
  function commitFirst(): void {
    if (pending === undefined) return;
    const { revision, at, documents: given } = pending;
    pending = undefined;
    const changes = given().map((document): Change => ({ type: 'set', document }));
    keep(prepareCommit({ revision: undefined, slots, epoch: revision.epoch, at }, changes, { token: revision.token }));
  }

  /** Takes the documents over. */
  function write(changes: readonly Change[], meta?: CommitMeta): Commit {
    commitFirst();
    const commit = prepareCommit({ revision: head, slots }, changes, meta);
    keep(commit);
    watchers.notify();
    return commit;
  }

  function stored(guarded: <T>(value: T) => T): StoredDocument[] {
    commitFirst();
    return documentsIn(slots, guarded);
  }

  function position(): Revision | undefined {
    return head && { ...head };
  }

  // Async although nothing waits: a failure is a rejection, as with any other backend.
  const commit = async (changes: readonly Change[], meta?: CommitMeta): Promise<Commit> => {
    checkOpen();
    return copyOf(write(changes, meta));
  };

  if (documents.length > 0) {
    const seeds = documents.map((document): Change => ({ type: 'set', document }));
    // The names are given: a client may be created where a runtime has no secure randomness yet.
    keep(prepareCommit({ revision: undefined, slots, epoch: localUuid() }, seeds, { token: localUuid() }));
  }

  const storage: FullStorageBackend = checkArguments({
    name,
    async get(id) {
      checkOpen();
      commitFirst();
      const document = slots.get(id)?.document;
      return document === undefined ? undefined : copyOf(document);
    },
    set: (document, writeOptions) => setThroughCommit(commit, document, writeOptions),
    delete: (id, writeOptions) => deleteThroughCommit(commit, id, writeOptions),
    async list() {
      checkOpen();
      return stored(copyOf);
    },
    async snapshot() {
      checkOpen();
      return { revision: position(), documents: stored(guard) };
    },
    commit,
    async changes(since) {
      checkOpen();
      commitFirst();
      return log.since(since, head);
    },
    async revision() {
      checkOpen();
      return position();
    },
    async watch(onChange) {
      checkOpen();
      const stop = watchers.add(onChange);
      return async () => stop();
    },
    async history(query) {
      checkOpen();
      commitFirst();
      return log.page(query);
    },
    async hasMembers(questions) {
      checkOpen();
      return members.has(questions);
    },
    async changeMembers(segment, change) {
      checkOpen();
      members.change(segment, change);
    },
    async listMembers(segment, query) {
      checkOpen();
      return members.page(segment, query);
    },
    async close() {
      closed = true;
      watchers.clear();
    },
  });
  return {
    storage,
    get snapshot() {
      return { revision: position(), documents: stored((document) => document) };
    },
  };
}

function documentsIn(slots: ReadonlyMap<DocumentId, StoredVersion>, guarded: <T>(value: T) => T): StoredDocument[] {
  const found: StoredDocument[] = [];
  slots.forEach(({ document }) => {
    if (document !== undefined) found.push(guarded(document));
  });
  return found;
}
