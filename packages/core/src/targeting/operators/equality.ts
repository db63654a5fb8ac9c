import type { Scalar } from '../../model/condition.ts';
import { hasOneOf } from './list-input.ts';
import { fold, foldInput, textWork } from './operator.ts';
import type { OperatorDefinition, Test } from './operator.ts';

function foldScalar(value: Scalar, ignoreCase: boolean): Scalar {
  return typeof value === 'string' ? fold(value, ignoreCase) : value;
}

/** The same value of the same type. */
export const eq: OperatorDefinition = {
  operand: 'scalar',
  ignoreCase: true,
  work: (operand, ignoreCase) => 1 + textWork(operand, ignoreCase),
  compile(operand, ignoreCase): Test {
    const expected = foldScalar(operand as Scalar, ignoreCase);
    if (!ignoreCase) return (actual) => actual === expected;
    return (actual) => (typeof actual === 'string' ? foldInput(actual, true) : actual) === expected;
  },
};

/** One of a list. An array attribute passes when any of its elements does. */
export const isIn: OperatorDefinition = {
  operand: 'scalars',
  ignoreCase: true,
  work: (operand, ignoreCase) =>
    (operand as readonly Scalar[]).reduce<number>((work, value) => work + 3 + textWork(value, ignoreCase), 1),
  compile(operand, ignoreCase): Test {
    const expected = new Set<unknown>((operand as readonly Scalar[]).map((value) => foldScalar(value, ignoreCase)));
    return (actual) => {
      if (Array.isArray(actual)) return hasOneOf(actual, expected, ignoreCase);
      return expected.has(ignoreCase && typeof actual === 'string' ? foldInput(actual, true) : actual);
    };
  },
};
