import { evaluateSafely } from '../evaluation/evaluate.ts';
import type { Definitions } from '../evaluation/compiled.ts';
import type { Outcome } from '../evaluation/compile/outcome.ts';
import { shownAttribute } from '../evaluation/explain/shown-value.ts';
import { knownMembers } from '../evaluation/known-members.ts';
import type { KnownMembers } from '../evaluation/known-members.ts';
import type { EvaluationContext } from '../model/context.ts';
import type { JsonValue } from '../model/json.ts';
import { environmentPart } from '../ruleset/environment-ruleset.ts';
import type { Ruleset } from '../ruleset/update-ruleset.ts';
import type { MemberCache } from '../sync/member-cache.ts';
import type { PrivateAttributes } from '../targeting/private-attributes.ts';
import { createSlices } from '../timing/slices.ts';
import type { Affected, Versions } from './affected.ts';
import type { FlipCount, FlipExample, Flips, VariantAndReason } from './types.ts';

export interface FlipsQuery {
  readonly versions: Versions;
  readonly affected: readonly Affected[];
  readonly contexts: readonly EvaluationContext[];
  readonly at: number;
  readonly lookUp: MemberCache['lookUp'];
  readonly hidden: PrivateAttributes;
}

/** Maximum number of examples. */
const MAX_EXAMPLES = 200;
/** Maximum number of attributes of a context to show. */
const MAX_ATTRIBUTES = 50;

/** Evaluates contexts before and after changes. */
export async function flipsOf({ versions, affected, contexts, at, lookUp, hidden }: FlipsQuery): Promise<Flips> {
  const asked = { contexts, lookUp };
  // Segments have no patches, so their members are the same in all environments.
  const [before, after] = [await membersOf(versions.before, asked), await membersOf(versions.after, asked)];
  const counts = new Map<string, FlipCount>();
  const examples: FlipExample[] = [];
  const pause = createSlices();
  const outcomeOf = (
    ruleset: Definitions,
    flag: string,
    context: EvaluationContext,
    members: KnownMembers | undefined,
  ): Outcome => evaluateSafely({ ruleset, context, now: at, forcedVariants: undefined, members }, flag, undefined);
  for (const { effect } of affected) {
    const { flag, environment } = effect;
    const old = environmentPart(versions.before, environment, [flag]);
    const next = environmentPart(versions.after, environment, [flag]);
    for (const [index, context] of contexts.entries()) {
      const turn = pause();
      if (turn !== undefined) await turn;
      const [was, is] = [outcomeOf(old, flag, context, before[index]), outcomeOf(next, flag, context, after[index])];
      if (was.variant === is.variant) continue;
      const [from, to] = [variantAndReason(was), variantAndReason(is)];
      const pair = { flag, environment, from: from.variant ?? null, to: to.variant ?? null };
      const name = JSON.stringify(pair);
      counts.set(name, { ...pair, count: (counts.get(name)?.count ?? 0) + 1 });
      if (examples.length < MAX_EXAMPLES) {
        examples.push({ flag, environment, index, context: shownContext(context, hidden), from, to });
      }
    }
  }
  return { contexts: contexts.length, counts: [...counts.values()], examples };
}

/** Number of contexts whose members are looked up concurrently. */
const AT_ONCE = 100;

/** Returns the known stored members of each context. Empty when no segment stores members. */
async function membersOf(
  { storedSegments }: Ruleset,
  { contexts, lookUp }: Pick<FlipsQuery, 'contexts' | 'lookUp'>,
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

function variantAndReason({ variant, reason }: Outcome): VariantAndReason {
  return { reason, ...(variant === undefined ? {} : { variant }) };
}

function shownContext(context: EvaluationContext, hidden: PrivateAttributes): FlipExample['context'] {
  try {
    const names = Object.keys(context).slice(0, MAX_ATTRIBUTES);
    const shown = names.map((name): [string, JsonValue] => [
      name === '__proto__' ? '(__proto__)' : name,
      shownAttribute(context[name], name, context, hidden) ?? null,
    ]);
    return Object.fromEntries(shown);
  } catch {
    // A getter or a Proxy that throws.
    return {};
  }
}
