// Docs: docs/design/hot-paths.md
import { readAttribute } from '../../targeting/attribute.ts';
import type { Attribute } from '../../targeting/attribute.ts';
import { EQUALS, IS_ONE_OF } from '../compiled.ts';
import type { CompiledCondition, CompiledRule, RuleIndex, RuleList, Scope } from '../compiled.ts';
import { rangesOf } from './rule-ranges.ts';

const MIN_RULES = 4;
/** Maximum total entries of the lists, so that the cost stays proportional to the document. */
const MAX_ENTRIES = 10_000;

/** Returns the index of some rules. Undefined when they have too little in common. */
export function indexRules(rules: readonly CompiledRule[]): RuleIndex | undefined {
  const attribute = rules.length < MIN_RULES ? undefined : mostWanted(rules);
  if (attribute === undefined) return undefined;
  const byValue = new Map<unknown, CompiledRule[]>();
  const others: CompiledRule[] = [];
  let entries = 0;
  for (const rule of rules) {
    const condition = conditionOn(rule, attribute);
    if (condition === undefined) {
      others.push(rule);
      for (const list of byValue.values()) list.push(rule);
      entries += byValue.size;
    } else {
      const then = withoutCondition(rule, condition);
      for (const value of wantedValues(condition)) {
        const list = byValue.get(value);
        if (list === undefined) byValue.set(value, [...others, then]);
        else list.push(then);
        entries += list === undefined ? others.length + 1 : 1;
        if (entries > MAX_ENTRIES) return undefined;
      }
    }
    if (entries > MAX_ENTRIES) return undefined;
  }
  // Copy: lists that grew have spare capacity.
  const lists = [...byValue].map(([value, list]) => [value, listRules(list.slice())] as const);
  return { attribute, byValue: new Map(lists), others: listRules(others) };
}

/** Returns the rules that may match. Undefined when any may. */
export function candidates({ attribute, byValue, others }: RuleIndex, scope: Scope): RuleList | undefined {
  const value = readAttribute(scope.context, attribute);
  // A list attribute matches when any of its elements does.
  if (typeof value === 'object' && value !== null) return undefined;
  return byValue.get(value) ?? others;
}

function listRules(rules: readonly CompiledRule[]): RuleList {
  return { rules, ranges: rangesOf(rules) };
}

/** Returns the attribute that most rules compare with a value. Undefined when fewer than half agree on one. */
function mostWanted(rules: readonly CompiledRule[]): Attribute | undefined {
  const counts = new Map<Attribute, number>();
  for (const { when = [] } of rules) {
    const wanted = new Set(when.filter(wantsValue).map(({ attribute }) => attribute!));
    for (const attribute of wanted) counts.set(attribute, (counts.get(attribute) ?? 0) + 1);
  }
  let most: Attribute | undefined;
  for (const [attribute, count] of counts) if (most === undefined || count > counts.get(most)!) most = attribute;
  return most !== undefined && counts.get(most)! * 2 >= rules.length ? most : undefined;
}

function conditionOn({ when = [] }: CompiledRule, attribute: Attribute): CompiledCondition | undefined {
  return when.find((condition) => condition.attribute === attribute && wantsValue(condition));
}

function wantsValue({ kind }: CompiledCondition): boolean {
  return kind === EQUALS || kind === IS_ONE_OF;
}

function wantedValues({ kind, operand }: CompiledCondition): Iterable<unknown> {
  return kind === EQUALS ? [operand] : (operand as Iterable<unknown>);
}

/** Returns the rule for contexts known to satisfy the condition. */
function withoutCondition(rule: CompiledRule, condition: CompiledCondition): CompiledRule {
  const when = rule.when!.filter((other) => other !== condition);
  const { namespace, rollout, serve } = rule;
  return { when: when.length === 0 ? undefined : when, namespace, rollout, serve };
}
