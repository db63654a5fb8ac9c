import { finishNow } from '@flagstaff/core/storage';
import { array, assert, property, string } from 'fast-check';
import { expect, it } from 'vitest';
import { sortInSteps } from './sort-in-steps.ts';

it('sorts as the engine does, in several runs', () => {
  assert(
    property(array(string(), { maxLength: 50 }), (texts) => {
      const many = Array.from({ length: 97 }, (_, n) => texts.map((text) => `${text}${(n * 31) % 97}`)).flat();
      expect(finishNow(sortInSteps(many))).toEqual(many.toSorted());
    }),
    { numRuns: 20 },
  );
});

it.each([0, 1, 1_999, 2_000, 2_001, 6_001])('sorts %i texts', (length) => {
  const texts = Array.from({ length }, (_, n) => String((n * 7_919) % length));
  expect(finishNow(sortInSteps(texts))).toEqual(texts.toSorted());
});
