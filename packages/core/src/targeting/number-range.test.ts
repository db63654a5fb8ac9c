import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { comparedTo, isWithin } from './number-range.ts';
import { OPERATORS } from './operator-table.ts';

const EDGES = [0, -0, 1, -1, Number.MIN_VALUE, -Number.MIN_VALUE, Number.MAX_VALUE, -Number.MAX_VALUE, Number.EPSILON];
const finite = fc.oneof(fc.constantFrom(...EDGES), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer());
const anything = fc.oneof(finite, fc.constantFrom(NaN, Infinity, -Infinity, '1', null, undefined, [1], true, 1n));

it.each(['gt', 'gte', 'lt', 'lte'])('the range of %s is where the operator holds', (operator) => {
  fc.assert(
    fc.property(finite, fc.array(anything), (operand, actuals) => {
      const range = comparedTo(operator, operand)!;
      const test = OPERATORS.get(operator)!.compile(operand, false);
      for (const actual of [...actuals, operand, operand * (1 + Number.EPSILON), operand * (1 - Number.EPSILON)]) {
        expect(isWithin(actual, range)).toBe(test(actual));
      }
    }),
    { numRuns: 1_000 },
  );
});

it('other operators have no range', () => {
  const others = [...OPERATORS.keys()].filter((operator) => comparedTo(operator, 1) === undefined);
  expect(others).toHaveLength(OPERATORS.size - 4);
});
