import type { OperatorDefinition, Test } from './operator.ts';

function comparison(compare: (actual: number, expected: number) => boolean): OperatorDefinition {
  return {
    operand: 'number',
    ignoreCase: false,
    compile(operand): Test {
      const expected = operand as number;
      return (actual) => typeof actual === 'number' && Number.isFinite(actual) && compare(actual, expected);
    },
  };
}

export const gt: OperatorDefinition = comparison((actual, expected) => actual > expected);
export const gte: OperatorDefinition = comparison((actual, expected) => actual >= expected);
export const lt: OperatorDefinition = comparison((actual, expected) => actual < expected);
export const lte: OperatorDefinition = comparison((actual, expected) => actual <= expected);

/** `[divisor, remainder]` of a safe integer. The remainder of a negative number is not negative (Euclidean division). */
export const modulo: OperatorDefinition = {
  operand: 'divisor and remainder',
  ignoreCase: false,
  fault(operand) {
    const [divisor, remainder] = operand as readonly [number, number];
    return remainder < divisor
      ? undefined
      : `dividing by ${divisor} never leaves the remainder ${remainder}; choose a smaller one`;
  },
  compile(operand): Test {
    const [divisor, remainder] = operand as readonly [number, number];
    return (actual) => {
      if (typeof actual !== 'number' || !Number.isSafeInteger(actual)) return false;
      const rest = actual % divisor;
      return (rest < 0 ? rest + divisor : rest) === remainder;
    };
  },
};
