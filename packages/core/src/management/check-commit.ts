import { FlagstaffError } from '../model/error.ts';
import type { RejectedDocument, Ruleset } from '../ruleset/update-ruleset.ts';
import { updateRuleset } from '../ruleset/update-ruleset.ts';
import type { Commit } from '../storage/port.ts';
import { invalidDocument } from '../documents/canonical-document.ts';

/**
 * Makes sure that a commit leaves no reference broken: those of what it writes (`INVALID_DOCUMENT`), and those of the others
 * to what it deletes or changes (`DOCUMENT_IN_USE`). What was broken before is not the commit's fault.
 *
 * Resolves to the ruleset that the commit would make of `before`.
 */
export async function checkReferences(before: Ruleset, { changes: committed }: Commit): Promise<Ruleset> {
  const changes = committed.map(({ id, after }) => ({ id, document: after }));
  const { ruleset: after } = await updateRuleset(before, { revision: before.revision, changes });

  const changed = new Set<string>(changes.map(({ id }) => id));
  const faults = [...after.rejected.values()];
  const written = faults.find(({ id }) => changed.has(id));
  if (written !== undefined) throw invalidDocument(`${written.id} is not valid, nothing was written.`, written.issues);
  const broken = faults.filter(({ id }) => !before.rejected.has(id));
  if (broken.length > 0) throw inUse([...changed].join(', '), broken);
  return after;
}

/** Documents that a message names. */
const MAX_NAMED = 20;

function inUse(changed: string, broken: readonly RejectedDocument[]): FlagstaffError {
  const more = broken.length - MAX_NAMED;
  const named = broken.slice(0, MAX_NAMED);
  const users = `${named.map(({ id }) => id).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return new FlagstaffError(
    'DOCUMENT_IN_USE',
    `The change of ${changed} would break ${users}; nothing was written. Change ${users} first, or in the same commit.`,
    { issues: named.flatMap(({ issues }) => issues) },
  );
}
