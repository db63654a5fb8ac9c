import { invalidOptions } from '../model/input.ts';
import { documentId, isOptionalStorageText, withoutStorageFields } from '../model/document.ts';
import type { Document, DocumentId, StoredDocument } from '../model/document.ts';
import { FlagstaffError } from '../model/error.ts';
import { LIMITS } from '../model/limits.ts';
import type { Revision } from '../model/revision.ts';
import type { Change, Commit, CommitMeta, CommittedChange } from './port.ts';

/** What a store holds under an id. */
export interface StoredVersion {
  /** Undefined: there is none, or it was deleted. */
  readonly document: StoredDocument | undefined;
  /** The last version used under this id, by a deleted document too; 0: never used. */
  readonly version: number;
}

/** What has to be known of a store to prepare a commit: where it is, and the slots that the changes name. */
export interface CommitState {
  readonly revision: Revision | undefined;
  readonly slots: Pick<ReadonlyMap<DocumentId, StoredVersion>, 'get'>;
  /** ISO 8601, UTC: when the commit counts as made. Default: now. */
  readonly at?: string;
  /** The epoch that begins, where there is no revision. Default: a new UUID. */
  readonly epoch?: string;
}

const EMPTY: StoredVersion = { document: undefined, version: 0 };

/** The id that a change is about. */
export function changedId(change: Change): DocumentId {
  return change.type === 'set' ? documentId(change.document) : change.id;
}

/**
 * The commit that the changes make of a state: conditions checked, versions counted, audit record complete. A backend then
 * writes it if nothing that was read has changed meanwhile; it may renumber the revision when other commits came in between.
 *
 * Throws `INVALID_OPTIONS`, `EPOCH_CONFLICT`, `REVISION_CONFLICT`, `VERSION_CONFLICT` or `DOCUMENT_NOT_FOUND`.
 */
export function prepareCommit(state: CommitState, changes: readonly Change[], meta: CommitMeta = {}): Commit {
  const { revision, at = new Date().toISOString() } = state;
  checkRevision(revision, meta);
  checkAuthorship(meta);
  const seen = new Set<DocumentId>();
  const committed = changes.map((change): CommittedChange => {
    const id = changedId(change);
    if (seen.has(id)) {
      throw invalidOptions(`A commit changes ${id} twice; join the two changes into one.`);
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
    changes: committed,
  };
}

/** What is written here is read back with the log and with the document: anything else would spoil both. */
function checkAuthorship({ actor, comment }: CommitMeta): void {
  if (isOptionalStorageText(actor) && isOptionalStorageText(comment)) return;
  throw invalidOptions(
    `actor and comment must be text of at most ${LIMITS.storageField} characters. Nothing was written.`,
  );
}

function checkRevision(revision: Revision | undefined, { ifEpoch, ifToken }: CommitMeta): void {
  if (ifEpoch !== undefined && ifEpoch !== (revision?.epoch ?? null)) {
    throw new FlagstaffError(
      'EPOCH_CONFLICT',
      `The store is at epoch ${revision?.epoch ?? 'none'}, the commit was made for ${ifEpoch ?? 'none'}: it was emptied, restored or replaced. Nothing was written.`,
    );
  }
  if (ifToken !== undefined && ifToken !== revision?.token) {
    throw new FlagstaffError(
      'REVISION_CONFLICT',
      'The store has moved on since the commit was prepared. Nothing was written; read again and retry.',
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
      `${id} ${current === 0 ? 'does not exist' : `has version ${current}`}, the change was made for ${change.ifVersion === 0 ? 'a new document' : `version ${change.ifVersion}`}. Nothing was written; read it again and retry.`,
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
  // What is added comes first: engines copy a record onto a few members several times faster than they add members to its copy.
  return actor === undefined
    ? { version, createdAt, updatedAt: at, ...body }
    : { version, createdAt, updatedAt: at, updatedBy: actor, ...body };
}
