import type { DocumentId } from '../model/document.ts';
import { LIMITS } from '../model/limits.ts';
import type { ValidationIssue } from '../model/problem.ts';
import { addToList } from './add-to-list.ts';
import type { DocumentEntry } from './document-entry.ts';
import { forEachReferring } from './document-index.ts';
import { referencePaths } from '../documents/parse-document.ts';
import type { Steps } from '../timing/steps.ts';

/** How far an evaluation of a document reaches through its references. */
interface Reach {
  readonly steps: number;
  readonly work: number;
  readonly chain: number;
}

/**
 * Returns the documents that cannot be evaluated: those that reference a missing document, need an invalid segment (an invalid
 * flag only fails as a prerequisite), are part of a cycle, or reach so far that one check would be slow. Starts from documents
 * without references (Kahn's algorithm), without recursion.
 *
 * @param exists Whether a document with the id exists, valid or not.
 */
export function* findInvalid(
  nodes: Nodes,
  exists: (id: DocumentId) => boolean,
): Steps<ReadonlyMap<DocumentId, readonly ValidationIssue[]>> {
  const check: ReferenceCheck = { nodes, exists, reaches: new Map(), broken: new Map() };
  const { waiting, dependents } = makeGraph(nodes);
  for (const id of topologicalOrder(waiting, dependents)) {
    yield;
    checkDocument(id, check);
  }
  // Waiting documents are in a cycle or lead into one. Repeatedly removing those that nothing waits for leaves the cycles.
  const targets = targetsAmong(waiting, nodes);
  const cyclic = countDependents(targets);
  const leading = topologicalOrder(cyclic, targets);
  for (const id of cyclic.keys()) check.broken.set(id, [describeCycle(id, nodes, cyclic)]);
  for (const id of leading.toReversed()) checkDocument(id, check);
  return check.broken;
}

type Nodes = ReadonlyMap<DocumentId, DocumentEntry>;
type Targets = ReadonlyMap<DocumentId, readonly DocumentId[]>;

/** Returns, for documents with references, how many others each waits for, and which wait for it. */
function makeGraph(nodes: Nodes): { readonly waiting: Map<DocumentId, number>; readonly dependents: Targets } {
  const waiting = new Map<DocumentId, number>();
  const dependents = new Map<DocumentId, DocumentId[]>();
  forEachReferring(nodes, ({ references }, id) => {
    const targets = references.filter((target) => (nodes.get(target)?.references.length ?? 0) > 0);
    waiting.set(id, targets.length);
    for (const target of targets) addToList(dependents, target, id);
  });
  return { waiting, dependents };
}

/** Removes documents that wait for nothing, then those that waited only for these, and so on. Returns those removed, in order. */
function topologicalOrder(waiting: Map<DocumentId, number>, dependents: Targets): DocumentId[] {
  const peeled = [...waiting.keys()].filter((id) => waiting.get(id) === 0);
  for (const id of peeled) {
    waiting.delete(id);
    for (const dependent of dependents.get(id) ?? []) {
      const left = waiting.get(dependent)! - 1;
      waiting.set(dependent, left);
      if (left === 0) peeled.push(dependent);
    }
  }
  return peeled;
}

/** Returns the references among some documents. */
function targetsAmong(some: ReadonlyMap<DocumentId, unknown>, nodes: Nodes): Targets {
  return new Map([...some.keys()].map((id) => [id, nodes.get(id)!.references.filter((target) => some.has(target))]));
}

function countDependents(targets: Targets): Map<DocumentId, number> {
  const counts = new Map([...targets.keys()].map((id) => [id, 0]));
  for (const target of [...targets.values()].flat()) counts.set(target, counts.get(target)! + 1);
  return counts;
}

interface ReferenceCheck {
  readonly nodes: Nodes;
  readonly exists: (id: DocumentId) => boolean;
  readonly reaches: Map<DocumentId, Reach>;
  readonly broken: Map<DocumentId, readonly ValidationIssue[]>;
}

/** Checks a document whose references have all been checked. */
function checkDocument(id: DocumentId, { nodes, exists, reaches, broken }: ReferenceCheck): void {
  const node = nodes.get(id)!;
  const problems: ValidationIssue[] = [];
  const report = (reference: number, message: string): void => {
    problems.push(fault(node, reference, message));
  };
  let steps = node.steps;
  let { work } = node;
  const weighed = new Set<DocumentId>();
  let chain = 1;
  for (let index = 0; index < node.references.length; index++) {
    const target = node.references[index]!;
    const targetNode = nodes.get(target);
    if (!exists(target)) {
      report(index, `there is no ${named(target)}; create it or name another`);
    } else if ((targetNode === undefined || broken.has(target)) && requiresValid(node, target)) {
      report(index, `the ${named(target)} cannot be evaluated itself; fix it first`);
    }
    const reach = reaches.get(target);
    steps += 1 + (reach?.steps ?? targetNode?.steps ?? 0);
    // Counted once: the result is remembered, and the steps to it are counted.
    if (!weighed.has(target)) work += reach?.work ?? targetNode?.work ?? 0;
    weighed.add(target);
    chain = Math.max(chain, 1 + (reach?.chain ?? 1));
  }
  if (chain > LIMITS.chain) {
    report(0, `is part of a chain of ${chain} documents; at most ${LIMITS.chain} are allowed`);
  }
  if (steps > LIMITS.steps) {
    report(0, `leads to more than ${LIMITS.steps} conditions for one check; simplify its references`);
  }
  if (work > LIMITS.work) {
    report(0, `leads to more work than one check may take (${LIMITS.work} units); shorten lists, texts and patterns`);
  }
  reaches.set(id, { steps, work, chain });
  if (problems.length > 0) broken.set(id, problems);
}

/**
 * Whether a reference must be valid itself. An invalid flag only fails as a prerequisite. An invalid environment only fails
 * evaluations in it; the flags that patch it still work everywhere else.
 */
function requiresValid(node: DocumentEntry, target: DocumentId): boolean {
  return target.startsWith('segment:') || (target.startsWith('environment:') && node.document.kind === 'environment');
}

function named(id: DocumentId): string {
  const colon = id.indexOf(':');
  return `${id.slice(0, colon)} "${id.slice(colon + 1)}"`;
}

function describeCycle(id: DocumentId, nodes: Nodes, cyclic: ReadonlyMap<DocumentId, unknown>): ValidationIssue {
  const walk: DocumentId[] = [];
  const onward = (from: DocumentId): number => nodes.get(from)!.references.findIndex((target) => cyclic.has(target));
  let current = id;
  // A cycle longer than the longest chain is reported by its beginning.
  while (walk.length <= LIMITS.chain && !walk.includes(current)) {
    walk.push(current);
    current = nodes.get(current)!.references[onward(current)]!;
  }
  const message = `refers to itself through a cycle: ${[...walk, current].join(' → ')}; break it`;
  return fault(nodes.get(id)!, onward(id), message);
}

function fault({ document }: DocumentEntry, reference: number, message: string): ValidationIssue {
  return { path: referencePaths(document)[reference]!, message, fault: 'reference' };
}
