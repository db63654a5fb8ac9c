import type { Split } from '@flagstaff/core';

/** Gives each variant the same weight, in whole percents where that is possible. */
export function evenSplit(variants: readonly string[]): Split {
  const share = Math.floor(100 / variants.length);
  const first = 100 - share * (variants.length - 1);
  return { split: Object.fromEntries(variants.map((name, index) => [name, index === 0 ? first : share])) };
}
