import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { containing } from './text-search.ts';

const periodic = fc
  .tuple(fc.constantFrom('a', 'ab', 'aab', 'abaab'), fc.nat(400), fc.constantFrom('', 'b', 'ba'))
  .map(([unit, count, end]) => unit.repeat(count) + end);

it('finds what the engine finds, also in texts that are slow for the engine', () => {
  let found = 0;
  fc.assert(
    fc.property(periodic, periodic, periodic, (part, before, after) => {
      const text = `${before}${after}`.repeat(4);
      const contains = containing(part)(text);
      expect(contains).toBe(text.includes(part));
      if (contains) found++;
      expect(containing(part)(`${before}${part}${after}`)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
  expect(found).toBeGreaterThan(50);
});
