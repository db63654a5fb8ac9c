import type { DocumentId } from '../model/document.ts';
import { describeIssues } from '../model/problem.ts';
import type { CompiledEntry } from '../evaluation/compiled.ts';
import { initialRuleset } from './initial-ruleset.ts';
import { checkAllReferences } from './check-all-references.ts';
import type { CheckedDocuments } from './check-all-references.ts';
import { checkChangedReferences } from './check-changed-references.ts';
import { invalidCompiled } from './document-entry.ts';
import { readInput } from './read-input.ts';
import type { ReadInput, RulesetInput } from './read-input.ts';
import { createRuleset } from './ruleset.ts';
import type { RejectedDocument, Ruleset, RulesetUpdate } from './ruleset.ts';
import { sameJson } from '../model/json-equal.ts';
import type { Engine } from '../targeting/engine.ts';
import { finishInSlices, finishNow } from '../timing/steps.ts';
import type { Steps } from '../timing/steps.ts';

export { settleRuleset, UNLOADED } from './ruleset.ts';
export type { RejectedDocument, Ruleset, RulesetUpdate } from './ruleset.ts';
export type { RulesetInput } from './read-input.ts';

/** Returns the next ruleset. Lets other work go on meanwhile, and loads the engines that the first documents of their kind need. */
export async function updateRuleset(previous: Ruleset, input: RulesetInput): Promise<RulesetUpdate> {
  for (;;) {
    const update = await finishInSlices(stepsOf(previous, input));
    if ('ruleset' in update) return update;
    // With one engine, a document may turn out to need another.
    await Promise.all([...update].map((engine) => engine.load()));
  }
}

/** Returns the next ruleset at once. Undefined when a document needs an engine that is not loaded. */
export function updateRulesetNow(previous: Ruleset, input: RulesetInput): RulesetUpdate | undefined {
  const update = finishNow(stepsOf(previous, input));
  return 'ruleset' in update ? update : undefined;
}

/**
 * Returns the next ruleset, or the engines to load before. Only what differs from the previous ruleset is parsed and compiled. An
 * invalid document keeps its last good version.
 */
function* stepsOf(previous: Ruleset, input: RulesetInput): Steps<RulesetUpdate | ReadonlySet<Engine>> {
  const first =
    previous.loaded || !('documents' in input) ? undefined : yield* initialRuleset(input.revision, input.documents);
  if (first !== undefined) return first;
  const read = yield* readInput(previous, input);
  if (read.missing.size > 0) return read.missing;
  const linked = checkChangedReferences(previous, read) ?? (yield* checkAllReferences(previous.state, read));
  const rejected = findRejected(linked, read, previous);
  const slots = new Map<DocumentId, CompiledEntry<unknown> | undefined>();
  const compare = (_: unknown, id: DocumentId): void => {
    const before = previous.loaded ? previous.state.nodes.slot(id) : undefined;
    const after = linked.nodes.get(id) ?? slotOfBroken(id, before, rejected.get(id));
    if (before !== after) slots.set(id, after);
  };
  read.entries.forEach(compare);
  // A document may become valid or invalid without being part of the input.
  for (const id of new Set([...linked.faults.keys(), ...previous.state.fallbacks.keys()])) {
    if (!read.entries.has(id)) compare(undefined, id);
  }
  const ruleset = createRuleset(input.revision, rejected, {
    nodes: previous.state.nodes.with(slots),
    referrers: linked.referrers,
    fallbacks: linked.fallbacks,
    initialFields: previous.state.initialFields,
    unidentified: read.unidentified,
  });
  return { ruleset, changed: [...slots.keys()], rejected: findNewFaults(previous, ruleset) };
}

function findRejected(
  { nodes, fallbacks, faults }: CheckedDocuments,
  { rejectedUnidentified }: ReadInput,
  previous: Ruleset,
): Map<string, RejectedDocument> {
  const rejected = new Map<string, RejectedDocument>(rejectedUnidentified.map((document) => [document.id, document]));
  for (const [id, { latest, parseFailure }] of fallbacks) {
    const issues = parseFailure?.issues ?? faults.get(id) ?? previous.rejected.get(id)!.issues;
    const version = parseFailure?.version ?? latest?.document.version;
    rejected.set(id, { id, version, issues, kept: nodes.has(id) });
  }
  return rejected;
}

/** Returns the entry of a flag or segment that cannot be evaluated. Undefined when there is none. */
function slotOfBroken(
  id: DocumentId,
  before: CompiledEntry<unknown> | undefined,
  document: RejectedDocument | undefined,
): CompiledEntry<unknown> | undefined {
  if (document === undefined || !(id.startsWith('flag:') || id.startsWith('segment:'))) return undefined;
  const { issues } = document;
  const problem = describeIssues(issues);
  return before?.problem === problem ? before : invalidCompiled(problem);
}

function findNewFaults(previous: Ruleset, ruleset: Ruleset): RejectedDocument[] {
  return [...ruleset.rejected.values()].filter((document) => !sameJson(document, previous.rejected.get(document.id)));
}
