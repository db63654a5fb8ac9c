import { invalidOptions } from '@flagstaff/core/storage';
import type { JsonValue } from '@flagstaff/core';
import type { FlagValues } from '../doubles/test-flags.ts';
import { pairwise } from './pairwise.ts';

/** Boolean flags by key, or the possible values of each flag. */
export type FlagSpace = readonly string[] | { readonly [key: string]: readonly JsonValue[] };

/** Up to this number, all combinations are returned. Beyond it, every pair of values. */
const ALL_UP_TO = 16;

/**
 * Returns the combinations of some flags to test. Returns all of them up to 16, and beyond that few enough to cover every pair of
 * values of two flags, because most faults involve at most two flags.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when a flag has no values.
 * @example
 * flagCombinations(['beta', 'dark-mode']); // 4
 * flagCombinations({ beta: [true, false], theme: ['light', 'dark', 'contrast'] }); // 6
 */
export function flagCombinations(space: FlagSpace): FlagValues[] {
  const flags = Array.isArray(space)
    ? (space as readonly string[]).map((key): [string, readonly JsonValue[]] => [key, [false, true]])
    : Object.entries(space as { readonly [key: string]: readonly JsonValue[] });
  for (const [key, values] of flags) {
    if (values.length === 0) {
      throw invalidOptions(`flagCombinations: ${key} has no values. Pass at least one.`);
    }
  }
  const sizes = flags.map(([, values]) => values.length);
  const all = sizes.reduce((product, size) => product * size, 1);
  const rows = all <= ALL_UP_TO || flags.length < 2 ? product(sizes) : pairwise(sizes);
  return rows.map((row) => Object.fromEntries(flags.map(([key, values], flag) => [key, values[row[flag]!]!])));
}

/** Returns every choice of one index below each size. */
function product(sizes: readonly number[]): number[][] {
  return sizes.reduce<number[][]>(
    (rows, size) => rows.flatMap((row) => Array.from({ length: size }, (_, index) => [...row, index])),
    [[]],
  );
}
