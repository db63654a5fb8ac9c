import type { DocumentId } from '../model/document.ts';
import { sameJson } from '../model/json-equal.ts';
import { finishNow } from '../timing/steps.ts';
import { findInvalid } from './check-references.ts';
import type { CheckedDocuments } from './check-all-references.ts';
import type { DocumentEntry } from './document-entry.ts';
import type { ReadInput } from './read-input.ts';
import type { DocumentVersions, Ruleset, RulesetState } from './ruleset.ts';

/**
 * Checks the references of changed documents only. Undefined when all must be checked. A document cannot affect others when its
 * references are unchanged and it did not grow, or when nothing references it, as long as no references connect it with an invalid
 * document. Otherwise one change among 10,000 takes 50 times as long: `npm run bench:compare -- without check-changed-references`.
 */
export function checkChangedReferences(
  { loaded, state }: Ruleset,
  { entries }: ReadInput,
): CheckedDocuments | undefined {
  if (!loaded) return undefined;
  const { fallbacks } = state;
  const changes = new Map<DocumentId, DocumentEntry | undefined>();
  for (const [id, entry] of entries) {
    if (entry !== undefined && entry.latest === undefined) return undefined;
    changes.set(id, entry?.latest);
  }
  const nodes = state.nodes.with(changes);
  const referrers = state.referrers.with(recount(state, changes));
  for (const [id, after] of changes) {
    const before = state.nodes.get(id);
    const isNoLarger =
      before !== undefined &&
      after !== undefined &&
      after.steps <= before.steps &&
      after.work <= before.work &&
      sameJson(before.references, after.references);
    if (!isNoLarger && referrers.has(id)) return undefined;
  }
  /** Returns some ids, with all that they lead to. */
  const reach = (ids: Iterable<DocumentId>): DocumentId[] => {
    const reached = new Set(ids);
    // Iteration visits ids added to the set meanwhile.
    for (const id of reached) {
      const { latest, lastGood }: Partial<DocumentVersions> = fallbacks.get(id) ?? { latest: nodes.get(id) };
      for (const node of [latest, lastGood]) node?.references.forEach((target) => reached.add(target));
    }
    return [...reached];
  };
  if (reach(fallbacks.keys()).some((id) => changes.has(id))) return undefined;
  const reached = new Map<DocumentId, DocumentEntry>();
  for (const id of reach(changes.keys())) {
    if (fallbacks.has(id)) return undefined;
    if (nodes.has(id)) reached.set(id, nodes.get(id)!);
  }
  if (finishNow(findInvalid(reached, (id) => nodes.has(id))).size > 0) return undefined;
  return { nodes, referrers, fallbacks, faults: new Map() };
}

/** Returns the reference counts that changed. */
function recount(
  { nodes, referrers }: RulesetState,
  changes: ReadonlyMap<DocumentId, DocumentEntry | undefined>,
): Counts {
  const counts = new Map<DocumentId, number>();
  const count = (node: DocumentEntry | undefined, more: number): void =>
    node?.references.forEach((target) => counts.set(target, (counts.get(target) ?? referrers.get(target) ?? 0) + more));
  for (const [id, after] of changes) {
    count(nodes.get(id), -1);
    count(after, 1);
  }
  return new Map([...counts].map(([id, count]) => [id, count || undefined]));
}

type Counts = Map<DocumentId, number | undefined>;
