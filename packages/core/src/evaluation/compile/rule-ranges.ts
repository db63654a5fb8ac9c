// Docs: docs/design/hot-paths.md
import type { NumberRange } from '../../targeting/number-range.ts';
import { IS_WITHIN } from '../compiled.ts';
import type { CompiledCondition, CompiledRule, RuleRanges } from '../compiled.ts';

const MIN_RULES = 2;

/**
 * Compiles tiers of one number, such as "from 65", "from 18", into one array: two comparisons per rule, and no indirection.
 * Undefined when the rules have another form, or are too few. Without it, workload (c) takes 1.9 times as long: `npm run
 * bench:compare -- without rule-ranges`.
 */
export function rangesOf(rules: readonly CompiledRule[]): RuleRanges | undefined {
  const attribute = rules.length < MIN_RULES ? undefined : soleCondition(rules[0]!)?.attribute;
  if (attribute === undefined) return undefined;
  const limits = new Float64Array(2 * rules.length);
  for (const [index, rule] of rules.entries()) {
    const condition = soleCondition(rule);
    if (condition?.kind !== IS_WITHIN || condition.attribute !== attribute) return undefined;
    const { least, most } = condition.operand as NumberRange;
    limits[2 * index] = least;
    limits[2 * index + 1] = most;
  }
  return { attribute, limits };
}

function soleCondition({ when }: CompiledRule): CompiledCondition | undefined {
  return when?.length === 1 ? when[0] : undefined;
}
