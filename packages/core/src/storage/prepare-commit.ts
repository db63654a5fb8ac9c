import { invalidOptions } from '../model/input.ts';
import { documentId, isOptionalStorageText, withoutStorageFields } from '../model/document.ts';
import type { Document, DocumentId, StoredDocument } from '../model/document.ts';
import { FlagstaffError } from '../model/error.ts';
import { LIMITS } from '../model/limits.ts';
import type { Revision } from '../model/revision.ts';
import type { Change, Commit, CommitMeta, CommittedChange } from './port.ts';

/** The stored state of an id. */
export interface StoredVersion {
  /** Undefined when it does not exist or was deleted. */
  readonly document: StoredDocument | undefined;
  /** The last version used under this id, including deleted documents. 0 if never used. */
  readonly version: number;
}

/** The state needed to prepare a commit: the store's revision, and the versions of the changed ids. */
export interface CommitState {
  /** The current revision. Undefined before the first commit. */
  readonly revision: Revision | undefined;
  /** The stored version of each changed id. Ids without one are new. */
  readonly slots: Pick<ReadonlyMap<DocumentId, StoredVersion>, 'get'>;
  /** ISO 8601, UTC: the time of the commit. Defaults to now. */
  readonly at?: string;
  /** The new epoch, when there is no revision. Defaults to a new UUID. */
  readonly epoch?: string;
}

const EMPTY: StoredVersion = { document: undefined, version: 0 };

/** Returns the id of a change. */
export function changedId(change: Change): DocumentId {
  return change.type === 'set' ? documentId(change.document) : change.id;
}

/**
 * Prepares a commit from a state: checks conditions, increments versions and completes the audit record. The backend then writes
 * it if its reads are still valid. It may renumber the revision when other commits came first.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when an argument is invalid.
 * @throws {FlagstaffError} EPOCH_CONFLICT, REVISION_CONFLICT or VERSION_CONFLICT when a condition fails.
 * @throws {FlagstaffError} DOCUMENT_NOT_FOUND when a deleted document does not exist.
 */
export function prepareCommit(state: CommitState, changes: readonly Change[], meta: CommitMeta = {}): Commit {
  const { revision, at = new Date().toISOString() } = state;
  checkRevision(revision, meta);
  checkAuthorship(meta);
  const seen = new Set<DocumentId>();
  const committed = changes.map((change): CommittedChange => {
    const id = changedId(change);
    if (seen.has(id)) {
      throw invalidOptions(`A commit changes ${id} twice. Merge the two changes into one.`);
    }
    seen.add(id);
    return applyChange(change, id, state.slots.get(id) ?? EMPTY, at, meta.actor);
  });
  return {
    revision: {
      epoch: revision?.epoch ?? state.epoch ?? crypto.randomUUID(),
      number: (revision?.number ?? 0) + 1,
      token: meta.token ?? crypto.randomUUID(),
    },
    previous: revision?.token ?? null,
    at,
    ...(meta.actor === undefined ? {} : { actor: meta.actor }),
    ...(meta.comment === undefined ? {} : { comment: meta.comment }),
    ...(meta.via === undefined ? {} : { via: meta.via }),
    ...(meta.digest === undefined ? {} : { digest: meta.digest }),
    changes: committed,
  };
}

/** Read back with the log and the document, so invalid text would corrupt both. */
function checkAuthorship({ actor, comment, via, digest }: CommitMeta): void {
  if ([actor, comment, via, digest].every(isOptionalStorageText)) return;
  throw invalidOptions(
    `actor, comment, via and digest must be text of at most ${LIMITS.storageField} characters. Nothing was written.`,
  );
}

function checkRevision(revision: Revision | undefined, { ifEpoch, ifToken }: CommitMeta): void {
  if (ifEpoch !== undefined && ifEpoch !== (revision?.epoch ?? null)) {
    throw new FlagstaffError(
      'EPOCH_CONFLICT',
      `The store is at epoch ${revision?.epoch ?? 'none'}, the commit was made for ${ifEpoch ?? 'none'}: the store was emptied, restored or replaced. Nothing was written.`,
    );
  }
  if (ifToken !== undefined && ifToken !== revision?.token) {
    throw new FlagstaffError(
      'REVISION_CONFLICT',
      'The store has changed since the commit was prepared. Nothing was written. Read again and retry.',
    );
  }
}

function applyChange(
  change: Change,
  id: DocumentId,
  slot: StoredVersion,
  at: string,
  actor: string | undefined,
): CommittedChange {
  const before = slot.document ?? null;
  const current = before === null ? 0 : before.version;
  if (change.ifVersion !== undefined && change.ifVersion !== current) {
    throw new FlagstaffError(
      'VERSION_CONFLICT',
      `${id} ${current === 0 ? 'does not exist' : `has version ${current}`}, the change was made for ${change.ifVersion === 0 ? 'a new document' : `version ${change.ifVersion}`}. Nothing was written. Read it again and retry.`,
    );
  }
  if (change.type === 'delete') {
    if (before === null)
      throw new FlagstaffError(
        'DOCUMENT_NOT_FOUND',
        `${id} does not exist, so it cannot be deleted. Nothing was written.`,
      );
    return { id, before, after: null };
  }
  return { id, before, after: stamp(change.document, slot, at, actor) };
}

function stamp(document: Document, slot: StoredVersion, at: string, actor: string | undefined): StoredDocument {
  const version = slot.version + 1;
  const createdAt = slot.document?.createdAt ?? at;
  const body = withoutStorageFields(document);
  // New fields first: engines spread a record onto a few fields several times faster than they add fields to its copy.
  return actor === undefined
    ? { version, createdAt, updatedAt: at, ...body }
    : { version, createdAt, updatedAt: at, updatedBy: actor, ...body };
}
