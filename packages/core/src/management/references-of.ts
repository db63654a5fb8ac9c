// Docs: docs/management.md, "Find references"
import type { Document, DocumentId, StoredDocument } from '../model/document.ts';
import { FlagstaffError } from '../model/error.ts';
import type { FlagDocument } from '../model/flag.ts';
import { bucketingNames } from '../documents/bucketing-names.ts';
import { referrersOf } from '../ruleset/referrers.ts';
import type { Ruleset } from '../ruleset/update-ruleset.ts';
import type { Snapshot } from '../storage/port.ts';

/** How a document uses another one. */
export type ReferenceKind = 'prerequisite' | 'segment' | 'parent' | 'environment';

/** A reference from one document to another. */
export interface DocumentReference {
  /** The document that refers. */
  readonly from: DocumentId;
  /** The document that is referred to. */
  readonly to: DocumentId;
  /** How it is used. `environment`: by a patch for it. */
  readonly as: ReferenceKind;
  /** The distance of the reference from the document that was asked for. 1: its own. */
  readonly depth: number;
}

/** Flags that share a namespace or a holdout. */
export interface SharedName {
  /** What the name belongs to. */
  readonly type: 'namespace' | 'holdout';
  /** The name. */
  readonly name: string;
  /** The keys of the other flags that use it. */
  readonly flags: readonly string[];
}

/** What a document uses, and what uses it. */
export interface References {
  /** What the document uses, directly and through others, nearest first. */
  readonly uses: readonly DocumentReference[];
  /** What uses the document, directly and through others, nearest first. */
  readonly usedBy: readonly DocumentReference[];
  /** The namespaces and holdouts of a flag. Empty for other documents. */
  readonly shared: readonly SharedName[];
}

/**
 * Returns the references of a document, both ways.
 * @throws {FlagstaffError} DOCUMENT_NOT_FOUND when it does not exist, or cannot be understood.
 */
export function referencesOf(ruleset: Ruleset, id: DocumentId): References {
  const { nodes } = ruleset.state;
  const document = documentIn(ruleset, id);
  const reference = (from: DocumentId, to: DocumentId, depth: number): DocumentReference => ({
    from,
    to,
    as: kindOf(nodes.get(from)!.document, to),
    depth,
  });
  const referrers = referrersOf(ruleset.state);
  return {
    uses: walk(
      id,
      (at) => nodes.get(at)?.references ?? [],
      (at, to, depth) => reference(at, to, depth),
    ),
    usedBy: walk(
      id,
      (at) => referrers.get(at) ?? [],
      (at, from, depth) => reference(from, at, depth),
    ),
    shared: document.kind === 'flag' ? sharedNames(ruleset, document) : [],
  };
}

/**
 * Returns the documents that evaluating a document in any environment needs, at one revision.
 * @throws {FlagstaffError} DOCUMENT_NOT_FOUND when it does not exist, or cannot be understood.
 */
export function closureOf(ruleset: Ruleset, id: DocumentId): Snapshot {
  const { documents, revision, state } = ruleset;
  const found = [documentIn(ruleset, id)];
  const used = walk(
    id,
    (at) => state.nodes.get(at)?.references ?? [],
    (_, to) => to,
  );
  const ids = new Set(used);
  // Evaluating in an environment that no patch names needs it too.
  documents.forEach(({ kind, key }) => kind === 'environment' && ids.add(`environment:${key}`));
  ids.delete(id);
  for (const each of ids) {
    const document = documents.get(each);
    if (document !== undefined) found.push(document);
  }
  return { revision, documents: found };
}

function documentIn({ documents }: Ruleset, id: DocumentId): StoredDocument {
  const document = documents.get(id);
  if (document !== undefined) return document;
  throw new FlagstaffError('DOCUMENT_NOT_FOUND', `${id} does not exist, or cannot be understood.`);
}

/** Visits what can be reached, breadth first. Each document once. */
function walk<T>(
  start: DocumentId,
  next: (at: DocumentId) => readonly DocumentId[],
  visit: (at: DocumentId, next: DocumentId, depth: number) => T,
): T[] {
  const visited: T[] = [];
  const depths = new Map([[start, 0]]);
  // Iteration visits entries added to the map meanwhile.
  for (const [at, depth] of depths) {
    for (const id of new Set(next(at))) {
      visited.push(visit(at, id, depth + 1));
      if (!depths.has(id)) depths.set(id, depth + 1);
    }
  }
  return visited;
}

function kindOf(from: Document, to: DocumentId): ReferenceKind {
  if (to.startsWith('flag:')) return 'prerequisite';
  if (to.startsWith('environment:')) return from.kind === 'environment' ? 'parent' : 'environment';
  return from.kind === 'segment' && to === `segment:${from.parent}` ? 'parent' : 'segment';
}

function sharedNames({ documents }: Ruleset, flag: FlagDocument): SharedName[] {
  const own = bucketingNames(flag);
  if (own.namespace.size + own.holdout.size === 0) return [];
  const flags = [...documents.values()].filter((each) => each.kind === 'flag' && each.key !== flag.key);
  const others = flags.map((each) => ({ key: each.key, names: bucketingNames(each as FlagDocument) }));
  return (['namespace', 'holdout'] as const).flatMap((type) =>
    [...own[type]].toSorted().map((name) => ({
      type,
      name,
      flags: others
        .filter(({ names }) => names[type].has(name))
        .map(({ key }) => key)
        .toSorted(),
    })),
  );
}
