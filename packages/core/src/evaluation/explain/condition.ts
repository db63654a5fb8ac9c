import type { AttributeCondition, Condition, When } from '../../model/condition.ts';
import type { JsonValue } from '../../model/json.ts';
import type { SegmentDocument } from '../../model/segment.ts';
import { bucketingValue } from '../../targeting/bucket.ts';
import { OPERATORS } from '../../targeting/operator-table.ts';
import { PRIVATE, privateAttributes } from '../../targeting/private-attributes.ts';
import { compileTimeWindow } from '../../targeting/time/time-window.ts';
import { shownAttribute } from '../../targeting/shown-value.ts';
import { isStoredMember } from '../known-members.ts';
import type { ExplainedAttribute, ExplainedCondition, ExplainedSegment } from './explanation.ts';
import { look } from './walk.ts';
import type { Walk } from './walk.ts';

/** The conditions of a `when`, of which all must hold. */
export interface ExplainedWhen {
  readonly holds: boolean;
  readonly conditions: readonly ExplainedCondition[];
}

export function explainWhen(walk: Walk, when: When): ExplainedWhen {
  const { result, conditions } = untilOneIs(false, walk, isList(when) ? when : [when]);
  return { holds: result, conditions };
}

function isList(when: When): when is readonly Condition[] {
  return Array.isArray(when);
}

/** Conditions up to the first that gives the result; the result is the opposite where none does. */
function untilOneIs(
  decisive: boolean,
  walk: Walk,
  list: readonly Condition[],
): { readonly result: boolean; readonly conditions: ExplainedCondition[] } {
  let result = !decisive;
  const conditions = list.map((condition) => {
    const explained = explainCondition(result === decisive ? undefined : walk, walk, condition);
    if (explained.result === decisive) result = decisive;
    return explained;
  });
  return { result, conditions };
}

/** @param walk undefined: the condition was not reached. */
function explainCondition(walk: Walk | undefined, shownBy: Walk, condition: Condition): ExplainedCondition {
  if ('all' in condition) {
    if (walk === undefined) return { all: condition.all.map((each) => unreached(shownBy, each)), result: 'notReached' };
    const { result, conditions } = untilOneIs(false, walk, condition.all);
    return { all: conditions, result };
  }
  if ('any' in condition) {
    if (walk === undefined) return { any: condition.any.map((each) => unreached(shownBy, each)), result: 'notReached' };
    const { result, conditions } = untilOneIs(true, walk, condition.any);
    return { any: conditions, result };
  }
  if ('not' in condition) {
    const inner = explainCondition(walk, shownBy, condition.not);
    return { not: inner, result: inner.result === 'notReached' ? 'notReached' : !inner.result };
  }
  if ('segment' in condition) {
    return walk === undefined
      ? { segment: condition.segment, result: 'notReached' }
      : explainSegment(walk, condition.segment);
  }
  if ('time' in condition) {
    // A copy: the document is the ruleset's.
    const time = structuredClone(condition.time);
    return { time, result: walk === undefined ? 'notReached' : compileTimeWindow(time)(walk.scope.now) };
  }
  return explainAttribute(walk, shownBy, condition);
}

function unreached(walk: Walk, condition: Condition): ExplainedCondition {
  return explainCondition(undefined, walk, condition);
}

const NOTHING_HIDDEN = privateAttributes([]);

function explainAttribute(walk: Walk | undefined, shownBy: Walk, condition: AttributeCondition): ExplainedAttribute {
  const { attribute, operator, value, ignoreCase } = condition;
  const { context } = shownBy.scope;
  // Together with the result, what is expected of a private attribute would tell its value, or bounds of it.
  const isPrivate = shownBy.hidden.hides(attribute, context);
  const expected = isPrivate ? PRIVATE : shownAttribute(value, attribute, context, NOTHING_HIDDEN);
  const told = {
    attribute,
    operator,
    ...(value === undefined ? {} : { expected: expected as JsonValue }),
    ...(ignoreCase === undefined ? {} : { ignoreCase }),
  };
  if (walk === undefined) return { ...told, result: 'notReached' };
  const { value: actual, shown } = look(walk, attribute);
  const passes = OPERATORS.get(operator)!.compile(value, ignoreCase ?? false);
  return { ...told, ...shown, result: passes(actual) };
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
  const asked = hasMembers ? look(walk, by) : undefined;
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
    return { ...so, result: false, by: isMember === undefined ? 'unknown members' : 'nobody else' };
  }
  const { holds, conditions } = explainWhen(walk, when);
  return { ...so, result: holds, by: 'when', when: conditions };
}
