import type { Scalar } from '../../model/condition.ts';
import { fold } from './operator.ts';
import type { OperatorDefinition, Test } from './operator.ts';

function foldScalar(value: unknown, ignoreCase: boolean): unknown {
  return typeof value === 'string' ? fold(value, ignoreCase) : value;
}

/** The same value of the same type. */
export const eq: OperatorDefinition = {
  operand: 'scalar',
  ignoreCase: true,
  compile(operand, ignoreCase): Test {
    const expected = foldScalar(operand, ignoreCase);
    return ignoreCase ? (actual) => foldScalar(actual, true) === expected : (actual) => actual === expected;
  },
};

/** One of a list; an array attribute passes when any of its elements does. */
export const isIn: OperatorDefinition = {
  operand: 'scalars',
  ignoreCase: true,
  compile(operand, ignoreCase): Test {
    const expected = new Set<unknown>((operand as readonly Scalar[]).map((value) => foldScalar(value, ignoreCase)));
    return (actual) =>
      Array.isArray(actual)
        ? actual.some((element) => expected.has(foldScalar(element, ignoreCase)))
        : expected.has(foldScalar(actual, ignoreCase));
  },
};
