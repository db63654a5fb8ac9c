// Docs: docs/storage.md
import type { Document, DocumentId, StoredDocument } from '../../model/document.ts';
import { VersionedMap } from '../../ruleset/versioned-map.ts';
import { FlagstaffError } from '../../model/error.ts';
import type { Revision } from '../../model/revision.ts';
import type { Change, Commit, CommitMeta, Remark, StorageBackend } from '../port.ts';
import { checkArguments } from '../check-arguments.ts';
import { described, isText, readList, readOptions } from '../input.ts';
import { readDocument } from '../write-input.ts';
import { prepareCommit } from '../prepare-commit.ts';
import type { Slot } from '../prepare-commit.ts';
import type { StoreView } from '../store-view.ts';
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

/** The store of a client that was given none: nobody else has it, or its documents, and so they need not be copied. */
export interface OwnStore {
  readonly storage: FullStorageBackend;
  /** What the store holds, at no cost but that of what is looked at. */
  readonly view: () => StoreView;
}

/** Holds the documents, as its first commit. */
export function createOwnStore(documents: readonly Document[]): OwnStore {
  return createStore({ documents }, (value) => value);
}

/**
 * The same, at a revision that is its first commit. The documents are asked for when somebody first asks the store: a client that
 * has them in its ruleset needs them here only to write, or to list them.
 */
export function createSeededStore(first: FirstCommit): OwnStore {
  return createStore({}, (value) => value, first);
}

export interface FirstCommit {
  readonly revision: Revision;
  /** ISO 8601, UTC: when the store was made. */
  readonly at: string;
  readonly documents: () => readonly Document[];
}

/**
 * @param guard keeps what goes out in great numbers from being changed by others.
 * @param seed in place of `documents`
 */
function createStore(options: MemoryStorageOptions, guard: <T>(value: T) => T, seed?: FirstCommit): OwnStore {
  const { documents = [], historyLimit = 1_000, name = 'memory' } = options;
  if (!isText(name, 256)) {
    throw new FlagstaffError('INVALID_OPTIONS', `memory: name must be text; it is ${described(name)}.`);
  }
  if (!Number.isInteger(historyLimit) || historyLimit < 0) {
    throw new FlagstaffError(
      'INVALID_OPTIONS',
      `${name}: historyLimit is ${described(historyLimit)}; give a whole number.`,
    );
  }
  let slots = new VersionedMap<DocumentId, Slot>();
  const log = createCommitLog(historyLimit);
  const watchers = createWatchers();
  const members = createMemberSets();
  let head = seed?.revision;
  let closed = false;

  function checkOpen(): void {
    if (closed) throw new FlagstaffError('CLOSED', `The storage backend ${name} was closed.`);
  }

  function keep(commit: Commit): void {
    const changes = new Map<DocumentId, Slot>();
    for (const { id, after } of commit.changes) {
      changes.set(id, { document: after ?? undefined, version: after?.version ?? slots.get(id)?.version ?? 0 });
    }
    slots = slots.with(changes);
    slots.settle();
    head = commit.revision;
    log.append(commit);
  }

  /** Whoever looks at documents or commits comes by here. */
  function sow(): void {
    if (seed === undefined) return;
    const { revision, at, documents: given } = seed;
    seed = undefined;
    begin(given(), { epoch: revision.epoch, at }, revision.token);
  }

  /** The first commit. Its names are given: where a client is made, a runtime may have no randomness that is hard to guess. */
  function begin(given: readonly Document[], first: { epoch: string; at?: string }, token: string): void {
    const changes = given.map((document): Change => ({ type: 'set', document }));
    keep(prepareCommit({ revision: undefined, slots, ...first }, changes, { token }));
  }

  /** Takes the documents over. */
  function write(changes: readonly Change[], meta?: CommitMeta): Commit {
    sow();
    const commit = prepareCommit({ revision: head, slots }, changes, meta);
    keep(commit);
    watchers.notify();
    return commit;
  }

  function stored(guarded: <T>(value: T) => T): StoredDocument[] {
    sow();
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
    begin(documents, { epoch: localUuid() }, localUuid());
  }

  const storage: FullStorageBackend = checkArguments({
    name,
    async get(id) {
      checkOpen();
      sow();
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
      sow();
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
      sow();
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
    view() {
      checkOpen();
      sow();
      const now = slots;
      let documents: readonly StoredDocument[] | undefined;
      return {
        revision: position(),
        slot: (id) => now.get(id),
        get documents() {
          return (documents ??= documentsIn(now, (document) => document));
        },
      };
    },
  };
}

function documentsIn(slots: ReadonlyMap<DocumentId, Slot>, guarded: <T>(value: T) => T): StoredDocument[] {
  const found: StoredDocument[] = [];
  slots.forEach(({ document }) => {
    if (document !== undefined) found.push(guarded(document));
  });
  return found;
}
