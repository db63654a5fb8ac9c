import type { DocumentId } from '../model/document.ts';
import type { ValidationIssue } from '../model/problem.ts';
import { findInvalid } from './check-references.ts';
import type { DocumentEntry } from './document-entry.ts';
import { forEachReferring } from './document-index.ts';
import type { ReadInput } from './read-input.ts';
import { versionsOf } from './ruleset.ts';
import type { DocumentVersions, RulesetState } from './ruleset.ts';
import { VersionedMap } from './versioned-map.ts';
import type { Steps } from '../timing/steps.ts';

/** The result of checking all documents together. */
export interface CheckedDocuments {
  /** The active version of each document, without invalid ones. */
  readonly nodes: ReadonlyMap<DocumentId, DocumentEntry>;
  readonly referrers: VersionedMap<DocumentId, number>;
  readonly fallbacks: ReadonlyMap<DocumentId, DocumentVersions>;
  /** The issues of latest versions that parse. Empty when they are those of the previous ruleset. */
  readonly faults: ReadonlyMap<DocumentId, readonly ValidationIssue[]>;
}

/** Uses the latest version of each document, or the last good one where the latest has broken references. */
export function* checkAllReferences(state: RulesetState, { entries }: ReadInput): Steps<CheckedDocuments> {
  const known = (id: DocumentId): DocumentVersions | undefined =>
    entries.has(id) ? entries.get(id) : versionsOf(state, id);
  const nodes = latestNodes(state, entries);
  const faults = new Map<DocumentId, readonly ValidationIssue[]>();
  for (;;) {
    const broken = yield* findInvalid(nodes, (id) => known(id) !== undefined);
    let fellBack = false;
    for (const [id, problems] of broken) {
      if (!faults.has(id)) faults.set(id, problems);
      const { latest, lastGood } = known(id)!;
      if (lastGood === undefined || lastGood === nodes.get(id) || latest !== nodes.get(id)) continue;
      nodes.set(id, lastGood);
      fellBack = true;
    }
    // Each round falls back for at least one document, and never twice for the same one.
    if (fellBack) continue;
    for (const id of broken.keys()) nodes.delete(id);
    break;
  }
  const fallbacks = new Map<DocumentId, DocumentVersions>();
  const settle = (_: unknown, id: DocumentId): void => {
    const entry = known(id);
    const node = nodes.get(id);
    if (entry === undefined) return;
    if (node !== undefined && node === entry.latest) faults.delete(id);
    else fallbacks.set(id, node === undefined ? entry : { ...entry, lastGood: node });
  };
  state.fallbacks.forEach(settle);
  entries.forEach(settle);
  new Map(faults).forEach(settle);
  return { nodes, referrers: new VersionedMap(countReferrers(nodes)), fallbacks, faults };
}

function latestNodes(state: RulesetState, entries: ReadInput['entries']): Map<DocumentId, DocumentEntry> {
  const nodes = new Map<DocumentId, DocumentEntry>();
  state.nodes.forEach((node, id) => nodes.set(id, node));
  const take = (entry: DocumentVersions | undefined, id: DocumentId): void => {
    const node = entry?.latest ?? entry?.lastGood;
    if (node === undefined) nodes.delete(id);
    else nodes.set(id, node);
  };
  state.fallbacks.forEach(take);
  entries.forEach(take);
  return nodes;
}

/** Counts the references to each document. */
export function countReferrers(nodes: ReadonlyMap<DocumentId, DocumentEntry>): Map<DocumentId, number> {
  const counts = new Map<DocumentId, number>();
  forEachReferring(nodes, ({ references }) => {
    for (const target of references) counts.set(target, (counts.get(target) ?? 0) + 1);
  });
  return counts;
}
