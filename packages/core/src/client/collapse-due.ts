import { collapse, isDue } from '../evaluation/collapse.ts';
import { environmentChains } from '../evaluation/environment-ruleset.ts';
import { parseDocument } from '../evaluation/parse-document.ts';
import type { Ruleset } from '../evaluation/ruleset.ts';
import type { Change } from '../storage/port.ts';

/**
 * The changes, with the dated changes that are due written into the flags that they set anyway. The same list where there are
 * none.
 *
 * @param after what the documents come to with the changes
 */
export function collapseDue(changes: readonly Change[], after: Ruleset, now: number): readonly Change[] {
  let chains: (readonly string[])[] | undefined;
  let collapsed = false;
  const settled = changes.map((change) => {
    if (change.type !== 'set' || change.document.kind !== 'flag' || !isDue(change.document, now)) return change;
    chains ??= environmentChains(after);
    const document = collapse(change.document, chains, now);
    // A flag at the limit of its size stays as it was written.
    if (document === change.document || !parseDocument(document).ok) return change;
    collapsed = true;
    return { ...change, document };
  });
  return collapsed ? settled : changes;
}
