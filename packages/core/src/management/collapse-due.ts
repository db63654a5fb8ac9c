import { applyDueChanges, hasDueChanges } from '../documents/apply-due-changes.ts';
import { environmentChains } from '../ruleset/environment-ruleset.ts';
import { parseDocument } from '../documents/parse-document.ts';
import type { Ruleset } from '../ruleset/update-ruleset.ts';
import type { Document } from '../model/document.ts';
import type { Change } from '../storage/port.ts';
import type { Past } from './past.ts';

/**
 * The changes, with the dated changes that are past written into the flags that they set anyway. The same list where there are
 * none.
 *
 * @param after what the documents come to with the changes
 */
export async function applyDueToChanges(
  changes: readonly Change[],
  after: Ruleset,
  past: Past,
): Promise<readonly Change[]> {
  // The store's clock is read only where there is something to collapse.
  if (!changes.some((change) => change.type === 'set' && hasSchedule(change.document))) return changes;
  const until = await past.known();
  let chains: (readonly string[])[] | undefined;
  let collapsed = false;
  const settled = changes.map((change) => {
    if (change.type !== 'set' || change.document.kind !== 'flag' || !hasDueChanges(change.document, until))
      return change;
    chains ??= environmentChains(after);
    const document = applyDueChanges(change.document, chains, until);
    // A flag at the limit of its size stays as it was written.
    if (document === change.document || !parseDocument(document).ok) return change;
    collapsed = true;
    return { ...change, document };
  });
  return collapsed ? settled : changes;
}

function hasSchedule(document: Document): boolean {
  return document.kind === 'flag' && hasDueChanges(document, Number.POSITIVE_INFINITY);
}
