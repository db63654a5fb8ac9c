import { flagCombinations } from '@flagstaff/testkit';
import type { FlagValues } from '@flagstaff/testkit';
import { describe, expect, it } from 'vitest';

type Space = Record<string, readonly (string | number | boolean)[]>;

/** Returns every pair of values of two different flags that never occurs. */
function unmet(space: Space, combinations: readonly FlagValues[]): string[] {
  const flags = Object.entries(space);
  return flags.flatMap(([left, as], index) =>
    flags
      .slice(index + 1)
      .flatMap(([right, bs]) =>
        as.flatMap((a) =>
          bs
            .filter((b) => !combinations.some((values) => values[left] === a && values[right] === b))
            .map((b) => `${left}=${String(a)} ${right}=${String(b)}`),
        ),
      ),
  );
}

const booleans = (count: number): Space =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`flag-${index}`, [false, true]]));

describe('flagCombinations', () => {
  it('returns all combinations up to 16', () => {
    expect(flagCombinations(['a', 'b'])).toEqual([
      { a: false, b: false },
      { a: false, b: true },
      { a: true, b: false },
      { a: true, b: true },
    ]);
    expect(flagCombinations({ a: [true, false], theme: ['light', 'dark', 'contrast'] })).toHaveLength(6);
    const sixteen = flagCombinations(booleans(4));
    expect(new Set(sixteen.map((values) => JSON.stringify(values))).size).toBe(16);
  });

  it('returns one combination without flags, and each value of a single flag', () => {
    expect(flagCombinations([])).toEqual([{}]);
    const values = Array.from({ length: 20 }, (_, index) => index);
    expect(flagCombinations({ only: values })).toEqual(values.map((only) => ({ only })));
  });

  const spaces: readonly [name: string, space: Space, most: number][] = [
    ['5 booleans', booleans(5), 8],
    ['12 booleans', booleans(12), 12],
    ['40 booleans', booleans(40), 18],
    ['3 flags of 4 values', { a: [1, 2, 3, 4], b: [1, 2, 3, 4], c: [1, 2, 3, 4] }, 22],
    ['mixed sizes', { ...booleans(6), theme: ['a', 'b', 'c', 'd', 'e'], size: [1, 2, 3], always: ['one'] }, 20],
  ];

  it.each(spaces)('covers every pair of values of %s in few combinations', (_, space, most) => {
    const combinations = flagCombinations(space);
    expect(unmet(space, combinations)).toEqual([]);
    expect(combinations.length).toBeLessThanOrEqual(most);
    expect(combinations.length).toBeGreaterThan(3);
    for (const values of combinations) expect(Object.keys(values)).toEqual(Object.keys(space));
  });

  it('is deterministic', () => {
    expect(flagCombinations(booleans(9))).toEqual(flagCombinations(booleans(9)));
  });

  it('rejects a flag without values', () => {
    expect(() => flagCombinations({ a: [] })).toThrow(/a has no values/);
  });
});
