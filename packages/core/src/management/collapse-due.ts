import { applyDueChanges, hasDueChanges } from '../documents/apply-due-changes.ts';
import { environmentChains } from '../ruleset/environment-ruleset.ts';
import { parseDocument } from '../documents/parse-document.ts';
import type { Ruleset } from '../ruleset/update-ruleset.ts';
import type { Change } from '../storage/port.ts';
import type { Past } from './past.ts';

/**
 * Applies due scheduled changes to the flags that a commit writes. Returns the same list when there are none.
 *
 * @param after The documents after the changes.
 */
export async function applyDueToChanges(
  changes: readonly Change[],
  after: Ruleset,
  past: Past,
): Promise<readonly Change[]> {
  const until = await past.known();
  let chains: (readonly string[])[] | undefined;
  let collapsed = false;
  const settled = changes.map((change) => {
    if (change.type !== 'set' || change.document.kind !== 'flag' || !hasDueChanges(change.document, until))
      return change;
    chains ??= environmentChains(after);
    const document = applyDueChanges(change.document, chains, until);
    // A flag at the size limit is written unchanged.
    if (document === change.document || !parseDocument(document).ok) return change;
    collapsed = true;
    return { ...change, document };
  });
  return collapsed ? settled : changes;
}
