import type { DocumentId } from '../model/document.ts';
import { describeProblems } from '../model/problem.ts';
import type { CompiledFlag, CompiledSegment, Slot } from './compiled.ts';
import { DocumentsView } from './documents-view.ts';
import { linkAll } from './link-all.ts';
import type { Linked } from './link-all.ts';
import { linkChanges } from './link-changes.ts';
import { brokenSlot } from './node.ts';
import { readInput } from './read-input.ts';
import type { ReadInput, RulesetInput } from './read-input.ts';
import type { RejectedDocument, Ruleset } from './ruleset-state.ts';
import { findStoredSegments } from './stored-segments.ts';
import { sameJson } from './same-json.ts';

export { settleRuleset, UNLOADED } from './ruleset-state.ts';
export type { RejectedDocument, Ruleset } from './ruleset-state.ts';
export type { RulesetInput } from './read-input.ts';

export interface RulesetUpdate {
  readonly ruleset: Ruleset;
  /** Documents that answer differently from before, or no longer. */
  readonly changed: readonly DocumentId[];
  /** Documents whose fault is new. */
  readonly rejected: readonly RejectedDocument[];
}

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
  const read = readInput(previous, input);
  if (read.missing.size > 0) return undefined;
  const linked = linkChanges(previous, read) ?? linkAll(previous.state, read);
  const rejected = findRejected(linked, read);
  const flags = new Map<string, Slot<CompiledFlag> | undefined>();
  const segments = new Map<string, Slot<CompiledSegment> | undefined>();
  const changed: DocumentId[] = [];
  const compare = (_: unknown, id: DocumentId): void => {
    const before = previous.loaded ? slotOf(previous, id) : undefined;
    const node = linked.nodes.get(id);
    const after = node ?? slotOfBroken(id, before, rejected.get(id));
    if (before === after) return;
    changed.push(id);
    const kind = node?.document.kind ?? id.slice(0, id.indexOf(':'));
    if (kind === 'environment') return;
    const key = node?.document.key ?? id.slice(kind.length + 1);
    if (kind === 'flag') flags.set(key, after as Slot<CompiledFlag>);
    else segments.set(key, after as Slot<CompiledSegment>);
  };
  read.entries.forEach(compare);
  // What is broken, or no longer is, may be a document that the input does not name.
  for (const id of new Set([...linked.faults.keys(), ...previous.state.irregular.keys()])) {
    if (!read.entries.has(id)) compare(undefined, id);
  }
  const { nodes, referrers, irregular } = linked;
  const state = {
    nodes,
    flags: previous.state.flags.with(flags),
    segments: previous.state.segments.with(segments),
    referrers,
    irregular,
  };
  const documents = new DocumentsView(nodes);
  const ruleset: Ruleset = Object.freeze({
    loaded: true,
    revision: input.revision,
    environment: undefined,
    documents,
    flags: state.flags,
    segments: state.segments,
    storedSegments:
      segments.size === 0 ? previous.storedSegments : findStoredSegments({ segments: state.segments, documents }),
    rejected,
    state,
  });
  return { ruleset, changed, rejected: findNewFaults(previous, ruleset) };
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

function slotOf({ state }: Ruleset, id: DocumentId): Slot<unknown> | undefined {
  if (id.startsWith('flag:')) return state.flags.get(id.slice('flag:'.length));
  if (id.startsWith('segment:')) return state.segments.get(id.slice('segment:'.length));
  return state.nodes.get(id);
}

/** What stands where a flag or a segment is that cannot be evaluated; undefined: nothing is there. */
function slotOfBroken(
  id: DocumentId,
  before: Slot<unknown> | undefined,
  document: RejectedDocument | undefined,
): Slot<unknown> | undefined {
  if (document === undefined || id.startsWith('environment:')) return undefined;
  const { problems } = document;
  const problem = describeProblems(problems);
  return before?.problem === problem ? before : brokenSlot(problem);
}

function findNewFaults(previous: Ruleset, ruleset: Ruleset): RejectedDocument[] {
  return [...ruleset.rejected.values()].filter((document) => !sameJson(document, previous.rejected.get(document.id)));
}
