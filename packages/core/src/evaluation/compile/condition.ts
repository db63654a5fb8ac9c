import type { AttributeCondition, Condition, Scalar, TimeCondition, When } from '../../model/condition.ts';
import { parseAttribute } from '../../targeting/attribute.ts';
import { comparedTo } from '../../targeting/number-range.ts';
import { OPERATORS } from '../../targeting/operator-table.ts';
import { TIME } from '../../documents/parse/time-engine.ts';
import { EQUALS, EVERY, HOLDS, IS_ONE_OF, IS_WITHIN, NOT, PASSES, SEGMENT, SOME } from '../compiled.ts';
import type { CompiledCondition, Scope } from '../compiled.ts';

/** Compiles the conditions of a `when`, which must all hold. Undefined when it matches every context. */
export function compileWhen(when: When | undefined): readonly CompiledCondition[] | undefined {
  if (when === undefined) return undefined;
  const conditions = isList(when) ? when : [when];
  return conditions.length === 0 ? undefined : conditions.map(compileCondition);
}

function isList(when: When): when is readonly Condition[] {
  return Array.isArray(when);
}

function compileCondition(condition: Condition): CompiledCondition {
  if ('all' in condition) return compound(EVERY, condition.all.map(compileCondition));
  if ('any' in condition) return compound(SOME, condition.any.map(compileCondition));
  if ('not' in condition) return compound(NOT, compileCondition(condition.not));
  if ('segment' in condition) return compound(SEGMENT, condition.segment);
  if ('time' in condition) return compileTime(condition);
  return compileLeaf(condition);
}

function compound(kind: CompiledCondition['kind'], operand: unknown): CompiledCondition {
  return { kind, attribute: undefined, operand };
}

function compileTime({ time }: TimeCondition): CompiledCondition {
  const isIn = TIME.library!.compile(time);
  return compound(HOLDS, ({ now }: Scope) => isIn(now));
}

function compileLeaf({ attribute: name, operator, value, ignoreCase = false }: AttributeCondition): CompiledCondition {
  const attribute = parseAttribute(name);
  // Fast kinds for the most common operators. The operator table defines their meaning.
  if (operator === 'eq' && !ignoreCase) return { kind: EQUALS, attribute, operand: value };
  if (operator === 'in' && !ignoreCase)
    return { kind: IS_ONE_OF, attribute, operand: listOrSet(value as readonly Scalar[]) };
  const range = comparedTo(operator, value as number);
  if (range !== undefined) return { kind: IS_WITHIN, attribute, operand: range };
  return { kind: PASSES, attribute, operand: OPERATORS.get(operator)!.compile(value, ignoreCase) };
}

/** A short list is faster to search, and takes a tenth of the memory. */
function listOrSet(values: readonly Scalar[]): readonly Scalar[] | ReadonlySet<Scalar> {
  return values.length <= MAX_LIST ? values : new Set(values);
}

const MAX_LIST = 8;
