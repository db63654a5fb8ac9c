import type { DocumentId } from '../model/document.ts';
import { finishNow } from '../timing/steps.ts';
import { findInvalid } from './check-references.ts';
import type { CheckedDocuments } from './check-all-references.ts';
import type { DocumentEntry } from './document-entry.ts';
import type { ReadInput } from './read-input.ts';
import type { Ruleset, RulesetState } from './ruleset.ts';

/**
 * Checks the references of changed documents only. Undefined when all must be checked. A document cannot affect others when its
 * references are unchanged and it did not grow, or when nothing references it, as long as no document is invalid. Otherwise one
 * change among 10,000 takes 50 times as long: `npm run bench:compare -- without check-changed-references`.
 */
export function checkChangedReferences(
  { loaded, rejected, state }: Ruleset,
  { entries }: ReadInput,
): CheckedDocuments | undefined {
  if (!loaded || rejected.size > 0) return undefined;
  const changes = new Map<DocumentId, DocumentEntry | undefined>();
  for (const [id, entry] of entries) {
    if (entry !== undefined && entry.latest === undefined) return undefined;
    changes.set(id, entry?.latest);
  }
  const nodes = state.nodes.with(changes);
  const referrers = state.referrers.with(recount(state, changes));
  for (const [id, after] of changes) {
    if (isNoLarger(state.nodes.get(id), after)) continue;
    if (referrers.get(id) !== undefined || !fitsIn(id, after, nodes)) return undefined;
  }
  return { nodes, referrers, fallbacks: state.fallbacks, faults: new Map() };
}

/** Returns the reference counts that changed. */
function recount(
  { nodes, referrers }: RulesetState,
  changes: ReadonlyMap<DocumentId, DocumentEntry | undefined>,
): Counts {
  const counts = new Map<DocumentId, number>();
  const add = (target: DocumentId, more: number): void => {
    counts.set(target, (counts.get(target) ?? referrers.get(target) ?? 0) + more);
  };
  for (const [id, after] of changes) {
    const before = nodes.get(id);
    if (before !== undefined && after !== undefined && sameReferences(before, after)) continue;
    for (const target of before?.references ?? []) add(target, -1);
    for (const target of after?.references ?? []) add(target, 1);
  }
  return new Map([...counts].map(([id, count]) => [id, count === 0 ? undefined : count]));
}

type Counts = Map<DocumentId, number | undefined>;

function isNoLarger(before: DocumentEntry | undefined, after: DocumentEntry | undefined): boolean {
  if (before === undefined || after === undefined) return false;
  return after.steps <= before.steps && after.work <= before.work && sameReferences(before, after);
}

function sameReferences({ references: before }: DocumentEntry, { references: after }: DocumentEntry): boolean {
  return before.length === after.length && before.every((target, index) => target === after[index]);
}

/** Whether an unreferenced document's own references resolve. */
function fitsIn(
  id: DocumentId,
  node: DocumentEntry | undefined,
  nodes: ReadonlyMap<DocumentId, DocumentEntry>,
): boolean {
  if (node === undefined) return true;
  const reached = new Map([[id, node]]);
  // Iteration visits entries added to the map meanwhile.
  for (const { references } of reached.values()) {
    for (const target of references) {
      const targetNode = nodes.get(target);
      if (targetNode !== undefined) reached.set(target, targetNode);
    }
  }
  return finishNow(findInvalid(reached, (target) => nodes.has(target))).size === 0;
}
