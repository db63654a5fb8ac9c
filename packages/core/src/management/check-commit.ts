import type { Document, DocumentId } from '../model/document.ts';
import { FlagstaffError } from '../model/error.ts';
import type { RejectedDocument, Ruleset } from '../ruleset/update-ruleset.ts';
import { updateRuleset } from '../ruleset/update-ruleset.ts';
import type { Commit } from '../storage/port.ts';
import { invalidDocument } from '../documents/canonical-document.ts';

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
