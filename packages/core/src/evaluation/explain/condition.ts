import type { AttributeCondition, Condition, When } from '../../model/condition.ts';
import type { JsonValue } from '../../model/json.ts';
import type { SegmentDocument } from '../../model/segment.ts';
import { bucketingValue } from '../../targeting/bucket.ts';
import { PRIVATE, privateAttributes } from '../../targeting/private-attributes.ts';
import { shownAttribute } from './shown-value.ts';
import { allHold, holds } from '../match-conditions.ts';
import type { CompiledCondition } from '../compiled.ts';
import { isStoredMember } from '../known-members.ts';
import type { ExplainedAttribute, ExplainedCondition, ExplainedSegment } from './explanation.ts';
import { lookUpAttribute } from './walk.ts';
import type { Walk } from './walk.ts';

/** The conditions of a `when`, which must all hold. */
export interface ExplainedWhen {
  readonly holds: boolean;
  readonly conditions: readonly ExplainedCondition[];
}

export function explainWhen(walk: Walk, when: When, compiled: Compiled): ExplainedWhen {
  if (compiled === undefined) return { holds: true, conditions: [] };
  const list = isList(when) ? when : [when];
  walk.conditionsLeft -= countConditions(list, walk.conditionsLeft + 1);
  // Too many conditions to list: only return the result.
  if (walk.conditionsLeft < 0) return { holds: allHold(compiled, walk.scope), conditions: [] };
  const { result, conditions } = untilOneIs(false, walk, list, compiled);
  return { holds: result, conditions };
}

/** The compiled conditions of a `when`. Undefined when it matches every context. */
type Compiled = readonly CompiledCondition[] | undefined;

/** Counts conditions, including nested ones, up to a maximum. */
function countConditions(list: readonly Condition[], most: number): number {
  let count = 0;
  for (const condition of list) {
    count++;
    if ('all' in condition) count += countConditions(condition.all, most - count);
    else if ('any' in condition) count += countConditions(condition.any, most - count);
    else if ('not' in condition) count += countConditions([condition.not], most - count);
    if (count >= most) break;
  }
  return count;
}

function isList(when: When): when is readonly Condition[] {
  return Array.isArray(when);
}

/** Explains conditions up to the first with the given result. The overall result is the opposite when none has it. */
function untilOneIs(
  decisive: boolean,
  walk: Walk,
  list: readonly Condition[],
  compiled: readonly CompiledCondition[],
): { readonly result: boolean; readonly conditions: ExplainedCondition[] } {
  let result = !decisive;
  const conditions = list.map((condition, index) => {
    const explained = explainCondition(result === decisive ? undefined : walk, walk, condition, compiled[index]!);
    if (explained.result === decisive) result = decisive;
    return explained;
  });
  return { result, conditions };
}

/** @param walk Undefined when the condition was not reached. */
function explainCondition(
  walk: Walk | undefined,
  shownBy: Walk,
  condition: Condition,
  compiled: CompiledCondition,
): ExplainedCondition {
  const inner = compiled.operand as readonly CompiledCondition[];
  if ('all' in condition) {
    if (walk === undefined)
      return { all: condition.all.map((each, index) => unreached(shownBy, each, inner[index]!)), result: 'notReached' };
    const { result, conditions } = untilOneIs(false, walk, condition.all, inner);
    return { all: conditions, result };
  }
  if ('any' in condition) {
    if (walk === undefined)
      return { any: condition.any.map((each, index) => unreached(shownBy, each, inner[index]!)), result: 'notReached' };
    const { result, conditions } = untilOneIs(true, walk, condition.any, inner);
    return { any: conditions, result };
  }
  if ('not' in condition) {
    const not = explainCondition(walk, shownBy, condition.not, compiled.operand as CompiledCondition);
    return { not, result: not.result === 'notReached' ? 'notReached' : !not.result };
  }
  if ('segment' in condition) {
    return walk === undefined
      ? { segment: condition.segment, result: 'notReached' }
      : explainSegment(walk, condition.segment);
  }
  if ('time' in condition) {
    // Copied, because the document belongs to the ruleset.
    const time = structuredClone(condition.time);
    return { time, result: walk === undefined ? 'notReached' : holds(compiled, walk.scope) };
  }
  return explainAttribute(walk, shownBy, condition, compiled);
}

function unreached(walk: Walk, condition: Condition, compiled: CompiledCondition): ExplainedCondition {
  return explainCondition(undefined, walk, condition, compiled);
}

const NOTHING_HIDDEN = privateAttributes([]);

function explainAttribute(
  walk: Walk | undefined,
  shownBy: Walk,
  condition: AttributeCondition,
  compiled: CompiledCondition,
): ExplainedAttribute {
  const { attribute, operator, value, ignoreCase } = condition;
  const { context } = shownBy.scope;
  // With the result, the expected value would reveal a private attribute's value, or bounds of it.
  const isPrivate = shownBy.hidden.hides(attribute, context);
  const expected = isPrivate ? PRIVATE : shownAttribute(value, attribute, context, NOTHING_HIDDEN);
  const facts = {
    attribute,
    operator,
    ...(value === undefined ? {} : { expected: expected as JsonValue }),
    ...(ignoreCase === undefined ? {} : { ignoreCase }),
  };
  if (walk === undefined) return { ...facts, result: 'notReached' };
  const { shown } = lookUpAttribute(walk, attribute);
  return { ...facts, ...shown, result: holds(compiled, walk.scope) };
}

function explainSegment(walk: Walk, key: string): ExplainedSegment & { readonly result: boolean } {
  const { ruleset } = walk.scope;
  const slot = ruleset.segments.get(key);
  const document = ruleset.documents.get(`segment:${key}`) as SegmentDocument | undefined;
  if (slot === undefined || slot.problem !== undefined || document === undefined) {
    return { segment: key, result: false, by: 'unknown' };
  }
  if (document.enabled === false) return { segment: key, result: false, by: 'disabled' };
  const parent = document.parent === undefined ? undefined : explainSegment(walk, document.parent);
  const above = { segment: key, ...(parent && { parent }) };
  if (parent?.result === false) return { ...above, result: false, by: 'parent' };
  const { when, include, exclude, by = 'targetingKey' } = document;
  const { compiled } = slot;
  const hasMembers = include !== undefined || exclude !== undefined || compiled.stored;
  const asked = hasMembers ? lookUpAttribute(walk, by) : undefined;
  const so = { ...above, ...(asked && { attribute: by, ...asked.shown }) };
  const member = asked && bucketingValue(asked.value);
  let isMember: boolean | undefined = false;
  if (member !== undefined) {
    if (compiled.exclude?.has(member) === true) return { ...so, result: false, by: 'exclude' };
    if (compiled.include?.has(member) === true) return { ...so, result: true, by: 'include' };
    if (compiled.stored) isMember = isStoredMember(walk.scope.members, key, member);
    if (isMember === true) return { ...so, result: true, by: 'members' };
  }
  if (when === undefined || (isList(when) && when.length === 0)) {
    if (include === undefined && !compiled.stored) return { ...so, result: true, by: 'everyone' };
    return { ...so, result: false, by: isMember === undefined ? 'unknown members' : 'not a member' };
  }
  const { holds: result, conditions } = explainWhen(walk, when, compiled.when);
  return { ...so, result, by: 'when', when: conditions };
}
