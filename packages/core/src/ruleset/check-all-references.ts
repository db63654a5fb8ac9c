import type { DocumentId } from '../model/document.ts';
import type { Problem } from '../model/problem.ts';
import { findBroken } from './check-references.ts';
import type { Node } from './document-entry.ts';
import { forEachReferring } from './document-index.ts';
import type { ReadInput } from './read-input.ts';
import { entryOf } from './ruleset.ts';
import type { Entry, RulesetState } from './ruleset.ts';
import { VersionedMap } from './versioned-map.ts';

/** What the documents come to together. */
export interface Linked {
  /** The version in force of each document that has one, broken ones left out. */
  readonly nodes: ReadonlyMap<DocumentId, Node>;
  readonly referrers: VersionedMap<DocumentId, number>;
  readonly irregular: ReadonlyMap<DocumentId, Entry>;
  /** What is wrong with latest versions that parse. */
  readonly faults: ReadonlyMap<DocumentId, readonly Problem[]>;
}

/** Takes the latest version of each document, or the last good one where the latest does not fit in with the others. */
export function linkAll(state: RulesetState, { entries }: ReadInput): Linked {
  const known = (id: DocumentId): Entry | undefined => (entries.has(id) ? entries.get(id) : entryOf(state, id));
  const nodes = latestNodes(state, entries);
  const faults = new Map<DocumentId, readonly Problem[]>();
  for (;;) {
    const broken = findBroken(nodes, (id) => known(id) !== undefined);
    let fellBack = false;
    for (const [id, problems] of broken) {
      if (!faults.has(id)) faults.set(id, problems);
      const { latest, good } = known(id)!;
      if (good === undefined || good === nodes.get(id) || latest !== nodes.get(id)) continue;
      nodes.set(id, good);
      fellBack = true;
    }
    // Each round takes at least one document back to its last good version, and none twice.
    if (fellBack) continue;
    for (const id of broken.keys()) nodes.delete(id);
    break;
  }
  const irregular = new Map<DocumentId, Entry>();
  const settle = (_: unknown, id: DocumentId): void => {
    const entry = known(id);
    const node = nodes.get(id);
    if (entry === undefined) return;
    if (node !== undefined && node === entry.latest) faults.delete(id);
    else irregular.set(id, node === undefined ? entry : { ...entry, good: node });
  };
  state.irregular.forEach(settle);
  entries.forEach(settle);
  new Map(faults).forEach(settle);
  return { nodes, referrers: new VersionedMap(countReferrers(nodes)), irregular, faults };
}

function latestNodes(state: RulesetState, entries: ReadInput['entries']): Map<DocumentId, Node> {
  const nodes = new Map<DocumentId, Node>();
  state.nodes.forEach((node, id) => nodes.set(id, node));
  const take = (entry: Entry | undefined, id: DocumentId): void => {
    const node = entry?.latest ?? entry?.good;
    if (node === undefined) nodes.delete(id);
    else nodes.set(id, node);
  };
  state.irregular.forEach(take);
  entries.forEach(take);
  return nodes;
}

/** How often each document is referred to. */
export function countReferrers(nodes: ReadonlyMap<DocumentId, Node>): Map<DocumentId, number> {
  const counts = new Map<DocumentId, number>();
  forEachReferring(nodes, ({ references }) => {
    for (const target of references) counts.set(target, (counts.get(target) ?? 0) + 1);
  });
  return counts;
}
