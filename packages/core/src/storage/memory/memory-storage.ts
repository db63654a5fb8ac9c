// Docs: docs/storage.md
import type { Document, DocumentId, StoredDocument } from '../../model/document.ts';
import { FlagstaffError } from '../../model/error.ts';
import type { Revision } from '../../model/revision.ts';
import type { Change, Commit, CommitMeta, Remark, StorageBackend } from '../port.ts';
import { checkArguments } from '../check-arguments.ts';
import { isText, readList } from '../../model/arguments.ts';
import { described, invalidOptions, readOptions } from '../../model/input.ts';
import { readDocument } from '../write-input.ts';
import { prepareCommit } from '../prepare-commit.ts';
import type { StoredVersion } from '../prepare-commit.ts';
import { localUuid } from '../local-uuid.ts';
import { deleteThroughCommit, setThroughCommit } from '../through-commit.ts';
import { createCommitLog } from './commit-log.ts';
import { historyPage } from './history-page.ts';
import { copyOf } from '../../documents/json-copy.ts';
import { createMemberSets } from './member-sets.ts';
import { createWatchers } from './watchers.ts';
import type { OptionNames } from '../../model/option-names.ts';

/** The options of `memoryStorage`. */
export interface MemoryStorageOptions {
  /** Documents of the store's first commit. Defaults to none, without a revision. */
  readonly documents?: readonly Document[] | undefined;
  /** Number of commits kept for `history` and `changes`. Defaults to 1,000. */
  readonly historyLimit?: number | undefined;
  /** The name in messages. Defaults to `memory`. */
  readonly name?: string | undefined;
}

const OPTIONS: OptionNames<MemoryStorageOptions> = { documents: true, historyLimit: true, name: true };

/** A backend with every optional method of the port. */
export type FullStorageBackend = Required<Omit<StorageBackend, Remark | 'connectTimeoutMs'>> &
  Pick<StorageBackend, Remark | 'connectTimeoutMs'>;

/**
 * Creates a store in this process's memory. It has every capability, and nothing survives the process.
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid.
 */
export function createMemoryStorage(options: MemoryStorageOptions = {}): FullStorageBackend {
  const { documents, ...rest } = readOptions('createMemoryStorage: the options', options, OPTIONS);
  return createStore(
    { ...rest, ...(documents === undefined ? {} : { documents: readInitialDocuments(documents) }) },
    copyOf,
  );
}

/**
 * Returns the initial documents, each with an id.
 * @throws {FlagstaffError} INVALID_OPTIONS when they are not a list.
 * @throws {FlagstaffError} INVALID_DOCUMENT when a document has no id.
 */
function readInitialDocuments(documents: unknown): readonly Document[] {
  return readList('createMemoryStorage: documents', documents).map((each) => readDocument('createMemoryStorage', each));
}

/**
 * Creates a store that does not copy documents: no other code holds them. The first commit is made when the store is first read
 * or written: a client has its documents in a ruleset, and start-up need not copy them.
 */
export function createUncopiedStore(first: FirstCommit | undefined): FullStorageBackend {
  return createStore({}, (value) => value, first);
}

export interface FirstCommit {
  readonly revision: Revision;
  /** ISO 8601, UTC: when the store was made. */
  readonly at: string;
  readonly documents: () => readonly Document[];
}

/** @param guard Protects bulk results from changes by callers. */
function createStore(
  options: MemoryStorageOptions,
  guard: <T>(value: T) => T,
  first?: FirstCommit,
): FullStorageBackend {
  const { documents = [], historyLimit = 1_000, name = 'memory' } = options;
  if (!isText(name, 256)) {
    throw invalidOptions(`memory: name must be text; it is ${described(name)}.`);
  }
  if (!Number.isInteger(historyLimit) || historyLimit < 0) {
    throw invalidOptions(`${name}: historyLimit is ${described(historyLimit)}; pass a whole number.`);
  }
  const slots = new Map<DocumentId, StoredVersion>();
  const log = createCommitLog(historyLimit);
  const watchers = createWatchers();
  const members = createMemberSets();
  let pending = first;
  let head = first?.revision;
  let closed = false;

  function checkOpen(): void {
    if (closed) throw new FlagstaffError('CLOSED', `The storage backend ${name} is closed.`);
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

  /** Does not copy the documents. */
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

  // Async so that a failure is a rejection, as in other backends.
  const commit = async (changes: readonly Change[], meta?: CommitMeta): Promise<Commit> => {
    checkOpen();
    return copyOf(write(changes, meta));
  };

  if (documents.length > 0) {
    const seeds = documents.map((document): Change => ({ type: 'set', document }));
    // The UUIDs are passed in: a client may be created before the runtime has secure randomness.
    keep(prepareCommit({ revision: undefined, slots, epoch: localUuid() }, seeds, { token: localUuid() }));
  }

  return checkArguments<FullStorageBackend>({
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
      return historyPage(log, head, query);
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
}

function documentsIn(slots: ReadonlyMap<DocumentId, StoredVersion>, guarded: <T>(value: T) => T): StoredDocument[] {
  const found: StoredDocument[] = [];
  slots.forEach(({ document }) => {
    if (document !== undefined) found.push(guarded(document));
  });
  return found;
}
