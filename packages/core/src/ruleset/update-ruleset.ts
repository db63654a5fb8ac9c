import type { DocumentId } from '../model/document.ts';
import { describeProblems } from '../model/problem.ts';
import type { Slot } from '../evaluation/compiled.ts';
import { firstRuleset } from './initial-ruleset.ts';
import { linkAll } from './check-all-references.ts';
import type { Linked } from './check-all-references.ts';
import { linkChanges } from './check-changed-references.ts';
import { brokenSlot } from './document-entry.ts';
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
  const first = previous.loaded || !('documents' in input) ? undefined : firstRuleset(input.revision, input.documents);
  if (first !== undefined) return first;
  const read = readInput(previous, input);
  if (read.missing.size > 0) return undefined;
  const linked = linkChanges(previous, read) ?? linkAll(previous.state, read);
  const rejected = findRejected(linked, read);
  const slots = new Map<DocumentId, Slot<unknown> | undefined>();
  const compare = (_: unknown, id: DocumentId): void => {
    const before = previous.loaded ? previous.state.nodes.slot(id) : undefined;
    const after = linked.nodes.get(id) ?? slotOfBroken(id, before, rejected.get(id));
    if (before !== after) slots.set(id, after);
  };
  read.entries.forEach(compare);
  // What is broken, or no longer is, may be a document that the input does not name.
  for (const id of new Set([...linked.faults.keys(), ...previous.state.irregular.keys()])) {
    if (!read.entries.has(id)) compare(undefined, id);
  }
  const ruleset = createRuleset(input.revision, rejected, {
    nodes: previous.state.nodes.with(slots),
    referrers: linked.referrers,
    irregular: linked.irregular,
    nameless: read.found,
  });
  return { ruleset, changed: [...slots.keys()], rejected: findNewFaults(previous, ruleset) };
}

function findRejected({ nodes, irregular, faults }: Linked, { nameless }: ReadInput): Map<string, RejectedDocument> {
  const rejected = new Map<string, RejectedDocument>(nameless.map((document) => [document.id, document]));
  for (const [id, { latest, refusal }] of irregular) {
    const problems = refusal?.problems ?? faults.get(id) ?? [];
    const version = refusal?.version ?? latest?.document.version;
    rejected.set(id, { id, version, problems, kept: nodes.has(id) });
  }
  return rejected;
}

/** What stands where a flag or a segment is that cannot be evaluated; undefined: nothing is there. */
function slotOfBroken(
  id: DocumentId,
  before: Slot<unknown> | undefined,
  document: RejectedDocument | undefined,
): Slot<unknown> | undefined {
  if (document === undefined || !(id.startsWith('flag:') || id.startsWith('segment:'))) return undefined;
  const { problems } = document;
  const problem = describeProblems(problems);
  return before?.problem === problem ? before : brokenSlot(problem);
}

function findNewFaults(previous: Ruleset, ruleset: Ruleset): RejectedDocument[] {
  return [...ruleset.rejected.values()].filter((document) => !sameJson(document, previous.rejected.get(document.id)));
}
