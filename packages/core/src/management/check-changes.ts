import { canonicalDocument, invalidDocument } from '../documents/parse-document.ts';
import { readId, readList } from '../model/arguments.ts';
import type { Document, DocumentId } from '../model/document.ts';
import { FlagstaffError } from '../model/error.ts';
import { invalidOptions } from '../model/input.ts';
import { updateRuleset } from '../ruleset/update-ruleset.ts';
import type { RejectedDocument, Ruleset } from '../ruleset/update-ruleset.ts';
import { missingCapability } from '../storage/capabilities.ts';
import type { Change, Commit, StorageBackend } from '../storage/port.ts';
import { conditionIn, readChange } from '../storage/write-input.ts';

/**
 * Returns validated changes with canonical documents.
 * @throws {FlagstaffError} INVALID_OPTIONS when a change is malformed, or there is none.
 * @throws {FlagstaffError} INVALID_DOCUMENT when a document is invalid.
 * @throws {FlagstaffError} CAPABILITY_MISSING when a segment stores members and the backend cannot.
 */
export async function canonicalChanges(storage: StorageBackend, given: unknown): Promise<readonly Change[]> {
  const changes = readList('commit: the first argument', given);
  if (changes.length === 0) throw invalidOptions('commit: pass a list of at least one change.');
  const placeOf = (index: number): string =>
    changes.length === 1 ? 'The document' : `The document of changes[${index}]`;
  const canonical = await Promise.all(changes.map((change, index) => canonicalChange(change, placeOf(index))));
  if (storage.hasMembers === undefined && canonical.some(storesMembers)) {
    throw missingCapability(storage.name, 'hasMembers');
  }
  return canonical;
}

function storesMembers(change: Change): boolean {
  return change.type === 'set' && change.document.kind === 'segment' && change.document.members === 'stored';
}

async function canonicalChange(given: unknown, place: string): Promise<Change> {
  const change = readChange('commit: a change', given);
  const condition = conditionIn('commit', change);
  if (change.type === 'delete') return { type: 'delete', id: readId('delete: the id', change.id), ...condition };
  if (change.type === 'set') {
    return { type: 'set', document: await canonicalDocument(change.document, place), ...condition };
  }
  throw invalidOptions('commit: the type of a change must be "set" or "delete".');
}

/**
 * Checks that a commit breaks no reference: neither those of the documents it writes (`INVALID_DOCUMENT`), nor those of other
 * documents to what it changes or deletes (`DOCUMENT_IN_USE`). References that were already broken are ignored.
 *
 * Resolves to the ruleset after the commit.
 */
export async function checkReferences(before: Ruleset, { changes: committed }: Commit): Promise<Ruleset> {
  const changes = committed.map(({ id, after }) => ({ id, document: after }));
  const { after, written, broken } = await findReferenceFaults(before, changes);
  checkWritten(written, 'Nothing was written.');
  if (broken.length > 0) throw inUse(changes.map(({ id }) => id).join(', '), broken);
  return after;
}

/** The documents after changes, and what their references break. */
export interface ReferenceFaults {
  readonly after: Ruleset;
  /** The documents that changed their answers, or were removed. */
  readonly changed: readonly DocumentId[];
  /** Changed documents whose references don't resolve. */
  readonly written: readonly RejectedDocument[];
  /** Other documents that reference what was changed or deleted. */
  readonly broken: readonly RejectedDocument[];
}

/** Returns the references that changes break. Those that were already broken are ignored. */
export async function findReferenceFaults(
  before: Ruleset,
  changes: readonly { readonly id: DocumentId; readonly document: Document | null }[],
): Promise<ReferenceFaults> {
  const update = await updateRuleset(before, { revision: before.revision, changes });
  const ids = new Set<string>(changes.map(({ id }) => id));
  const faults = [...update.ruleset.rejected.values()];
  return {
    after: update.ruleset,
    changed: update.changed,
    written: faults.filter(({ id }) => ids.has(id)),
    broken: faults.filter(({ id }) => !ids.has(id) && !before.rejected.has(id)),
  };
}

/** @throws {FlagstaffError} INVALID_DOCUMENT when a changed document's references don't resolve. */
export function checkWritten([first]: readonly RejectedDocument[], consequence: string): void {
  if (first !== undefined) throw invalidDocument(`${first.id} is not valid. ${consequence}`, first.issues);
}

/** Maximum number of documents to name in a message. */
const MAX_NAMED = 20;

function inUse(changed: string, broken: readonly RejectedDocument[]): FlagstaffError {
  const more = broken.length - MAX_NAMED;
  const named = broken.slice(0, MAX_NAMED);
  const users = `${named.map(({ id }) => id).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return new FlagstaffError(
    'DOCUMENT_IN_USE',
    `The change of ${changed} would break ${users}. Nothing was written. Change ${users} first, or in the same commit.`,
    { issues: named.flatMap(({ issues }) => issues) },
  );
}
