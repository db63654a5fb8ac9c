// Docs: docs/design/hot-paths.md
import { readAttribute } from '../targeting/attribute.ts';
import { bucketingValue } from '../targeting/bucket.ts';
import { isWithin } from '../targeting/number-range.ts';
import type { NumberRange } from '../targeting/number-range.ts';
import { hasOneOf, isAmong } from '../targeting/operators/list-input.ts';
import type { Values } from '../targeting/operators/list-input.ts';
import type { Test } from '../targeting/operators/operator.ts';
import { EQUALS, EVERY, IS_ONE_OF, IS_WITHIN, NOT, PASSES, SEGMENT, SOME } from './compiled.ts';
import type { CompiledCondition, Scope } from './compiled.ts';
import { isStoredMember } from './known-members.ts';

/** Whether a condition holds. A switch over one shape: megamorphic calls would cost several times as much. */
export function holds(condition: CompiledCondition, scope: Scope): boolean {
  switch (condition.kind) {
    case EQUALS:
      return readAttribute(scope.context, condition.attribute!) === condition.operand;
    case IS_ONE_OF:
      return isOneOf(readAttribute(scope.context, condition.attribute!), condition.operand as Values);
    case IS_WITHIN:
      return isWithin(readAttribute(scope.context, condition.attribute!), condition.operand as NumberRange);
    case PASSES:
      return (condition.operand as Test)(readAttribute(scope.context, condition.attribute!));
    case SEGMENT:
      return isInSegment(scope, condition.operand as string);
    case NOT:
      return !holds(condition.operand as CompiledCondition, scope);
    case EVERY:
      return allHold(condition.operand as readonly CompiledCondition[], scope);
    case SOME:
      return someHold(condition.operand as readonly CompiledCondition[], scope);
    default:
      return (condition.operand as (scope: Scope) => boolean)(scope);
  }
}

/** Whether all conditions hold. */
export function allHold(conditions: readonly CompiledCondition[], scope: Scope): boolean {
  for (let index = 0; index < conditions.length; index++) {
    const condition = conditions[index]!;
    // Most conditions are of this kind. Inlined to save a call.
    const passes =
      condition.kind === EQUALS
        ? readAttribute(scope.context, condition.attribute!) === condition.operand
        : holds(condition, scope);
    if (!passes) return false;
  }
  return true;
}

function someHold(conditions: readonly CompiledCondition[], scope: Scope): boolean {
  for (let index = 0; index < conditions.length; index++) if (holds(conditions[index]!, scope)) return true;
  return false;
}

function isOneOf(actual: unknown, expected: Values): boolean {
  return typeof actual === 'object' && Array.isArray(actual)
    ? hasOneOf(actual, expected, false)
    : isAmong(expected, actual);
}

/** Whether the context is in a segment. A segment that does not exist or cannot be understood has no members. */
function isInSegment(scope: Scope, key: string): boolean {
  const slot = scope.ruleset.segments.get(key);
  if (slot === undefined || slot.problem !== undefined) return false;
  const { enabled, parent, by, include, exclude, stored, when } = slot.compiled;
  if (!enabled || (parent !== undefined && !isInSegment(scope, parent))) return false;
  if (include !== undefined || exclude !== undefined || stored) {
    const member = bucketingValue(readAttribute(scope.context, by));
    if (member !== undefined) {
      if (exclude?.has(member)) return false;
      if (include?.has(member)) return true;
      if (stored && isStoredMember(scope.members, key, member) === true) return true;
    }
  }
  return when === undefined ? include === undefined && !stored : allHold(when, scope);
}
