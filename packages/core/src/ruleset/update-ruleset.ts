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

export { settleRuleset, UNLOADED } from './ruleset.ts';
export type { RejectedDocument, Ruleset, RulesetUpdate } from './ruleset.ts';
export type { RulesetInput } from './read-input.ts';

/** The next ruleset. Asynchronous only because the first pattern or cron expression makes it load an engine. */
export async function updateRuleset(previous: Ruleset, input: RulesetInput): Promise<RulesetUpdate> {
  const update = updateRulesetNow(previous, input);
  if (update !== undefined) return update;
  await Promise.all([...readInput(previous, input).missing].map((engine) => engine.load()));
  return updateRulesetNow(previous, input)!;
}

/**
 * The next ruleset; undefined when a document needs an engine that is not loaded yet. Only what differs from the ruleset before
 * is parsed and compiled. A document that cannot be understood keeps the last version that could be.
 */
export function updateRulesetNow(previous: Ruleset, input: RulesetInput): RulesetUpdate | undefined {
  const first =
    previous.loaded || !('documents' in input) ? undefined : initialRuleset(input.revision, input.documents);
  if (first !== undefined) return first;
  const read = readInput(previous, input);
  if (read.missing.size > 0) return undefined;
  const linked = checkChangedReferences(previous, read) ?? checkAllReferences(previous.state, read);
  const rejected = findRejected(linked, read);
  const slots = new Map<DocumentId, CompiledEntry<unknown> | undefined>();
  const compare = (_: unknown, id: DocumentId): void => {
    const before = previous.loaded ? previous.state.nodes.slot(id) : undefined;
    const after = linked.nodes.get(id) ?? slotOfBroken(id, before, rejected.get(id));
    if (before !== after) slots.set(id, after);
  };
  read.entries.forEach(compare);
  // What is broken, or no longer is, may be a document that the input does not name.
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
): Map<string, RejectedDocument> {
  const rejected = new Map<string, RejectedDocument>(rejectedUnidentified.map((document) => [document.id, document]));
  for (const [id, { latest, parseFailure }] of fallbacks) {
    const issues = parseFailure?.issues ?? faults.get(id) ?? [];
    const version = parseFailure?.version ?? latest?.document.version;
    rejected.set(id, { id, version, issues, kept: nodes.has(id) });
  }
  return rejected;
}

/** What stands where a flag or a segment is that cannot be evaluated; undefined: nothing is there. */
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
