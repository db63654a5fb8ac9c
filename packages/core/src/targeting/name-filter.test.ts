import { expect, it } from 'vitest';
import { filterOf, mayHave } from './name-filter.ts';

it.each([1, 100, 20_000])('accepts each of %i texts, and rejects most others', (count) => {
  const inside = Array.from({ length: count }, (_, index) => `user-${index}`);
  const filter = filterOf(inside, count);
  expect(inside.every((text) => mayHave(filter, text))).toBe(true);
  const taken = Array.from({ length: 10_000 }, (_, index) => `josé-${index}`).filter((text) => mayHave(filter, text));
  expect(taken.length).toBeLessThan(1_000);
});
