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
  const { ruleset: after } = await updateRuleset(before, { revision: before.revision, changes });

  const changed = new Set<string>(changes.map(({ id }) => id));
  const faults = [...after.rejected.values()];
  const written = faults.find(({ id }) => changed.has(id));
  if (written !== undefined) throw invalidDocument(`${written.id} is not valid. Nothing was written.`, written.issues);
  const broken = faults.filter(({ id }) => !before.rejected.has(id));
  if (broken.length > 0) throw inUse([...changed].join(', '), broken);
  return after;
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
