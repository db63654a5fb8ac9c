// Docs: docs/experiments.md
import { affectedFlags } from '../ruleset/affected-flags.ts';
import { environmentRuleset } from '../ruleset/environment-ruleset.ts';
import { contextFault } from '../evaluation/context.ts';
import { evaluateSafely } from '../evaluation/evaluate.ts';
import type { Scope } from '../evaluation/compiled.ts';
import { knownMembers } from '../evaluation/known-members.ts';
import type { KnownMembers } from '../evaluation/known-members.ts';
import type { Ruleset } from '../ruleset/update-ruleset.ts';
import { updateRuleset } from '../ruleset/update-ruleset.ts';
import type { EvaluationContext } from '../model/context.ts';
import { documentId } from '../model/document.ts';
import type { Document } from '../model/document.ts';
import type { FlagstaffError } from '../model/error.ts';
import { readList } from '../model/arguments.ts';
import { invalidOptions } from '../model/input.ts';
import { createSlices } from '../timing/slices.ts';
import { environmentNotFound } from '../model/environment-not-found.ts';
import { canonicalDocument, invalidDocument } from '../documents/canonical-document.ts';
import type { MemberCache } from '../sync/member-cache.ts';
import type { VariantChange, ImpactReport, VariantAndReason } from './reports.ts';

export interface ImpactQuery {
  /** The active documents. */
  readonly base: Ruleset;
  readonly documents: readonly Document[];
  readonly contexts: readonly EvaluationContext[];
  readonly environment: string | undefined;
  readonly now: number;
  readonly lookUp: MemberCache['lookUp'];
}

/** Returns which contexts would be served another variant if documents changed. Writes nothing. */
export async function previewImpact(query: ImpactQuery): Promise<ImpactReport> {
  const { base, environment, now } = query;
  const documents = readList('previewImpact: the documents', query.documents);
  const contexts = readList('previewImpact: the contexts', query.contexts);
  if (!contexts.every(isContext)) {
    throw invalid('pass a list of changed documents and a list of contexts.');
  }
  const canonical = await Promise.all(documents.map((document) => canonicalDocument(document)));
  const changes = canonical.map((document) => ({ id: documentId(document), document }));
  const { ruleset, changed, rejected } = await updateRuleset(base, { revision: base.revision, changes });
  const [fault] = rejected;
  if (fault !== undefined) throw invalidDocument(`${fault.id} could not be evaluated after the change.`, fault.issues);
  const [before, after] = [base, ruleset].map((each) =>
    environment === undefined ? each : environmentRuleset(each, environment),
  ) as [Ruleset, Ruleset];
  if (environment !== undefined && !after.loaded) throw environmentNotFound(environment, 'the documents');
  const keys = affectedFlags(ruleset, changed);
  const asked = { contexts, lookUp: query.lookUp };
  const known = [await membersOf(before, asked), await membersOf(after, asked)] as const;
  const counts = new Map<string, number>(keys.map((key) => [key, 0]));
  const flips: VariantChange[] = [];
  const pause = createSlices();
  for (const flag of keys) {
    for (const [index, context] of contexts.entries()) {
      const turn = pause();
      if (turn !== undefined) await turn;
      const from = variantAndReason(
        { ruleset: before, context, now, forcedVariants: undefined, members: known[0][index] },
        flag,
      );
      const to = variantAndReason(
        { ruleset: after, context, now, forcedVariants: undefined, members: known[1][index] },
        flag,
      );
      if (from.variant === to.variant) continue;
      counts.set(flag, counts.get(flag)! + 1);
      flips.push({ flag, index, from, to });
    }
  }
  return { flags: Object.fromEntries(counts), changes: flips };
}

/** Number of contexts whose members are looked up concurrently. */
const AT_ONCE = 100;

/** Returns the known stored members of each context. Empty when no segment stores members. */
async function membersOf(
  { storedSegments }: Ruleset,
  { contexts, lookUp }: Pick<ImpactQuery, 'contexts' | 'lookUp'>,
): Promise<readonly KnownMembers[]> {
  if (storedSegments.length === 0) return [];
  const all = contexts.map(() => knownMembers());
  const pause = createSlices();
  for (let start = 0; start < all.length; start += AT_ONCE) {
    const turn = pause();
    if (turn !== undefined) await turn;
    const batch = all.slice(start, start + AT_ONCE);
    await Promise.all(batch.map(async (known, index) => lookUp(storedSegments, contexts[start + index]!, known)));
  }
  return all;
}

function variantAndReason(scope: Scope, flag: string): VariantAndReason {
  const { variant, reason } = evaluateSafely(scope, flag, undefined);
  return { reason, ...(variant === undefined ? {} : { variant }) };
}

function isContext(value: unknown): value is EvaluationContext {
  try {
    return value !== undefined && value !== null && contextFault(value) === undefined;
  } catch {
    // A Proxy that throws.
    return false;
  }
}

function invalid(message: string): FlagstaffError {
  return invalidOptions(`previewImpact: ${message}`);
}
