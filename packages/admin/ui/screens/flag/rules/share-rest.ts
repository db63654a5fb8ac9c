import type { Split } from '@flagstaff/core';

type Weights = Split['split'];

/** Returns the variants that give way when a variant is moved: the others of the split that are not locked. */
export function givingWay(weights: Weights, name: string, locked: ReadonlySet<string>): readonly string[] {
  return Object.keys(weights).filter((each) => each !== name && !locked.has(each));
}

/**
 * Gives a variant a weight, as far as the locked ones leave room for it. The others share the rest in the proportion that they had,
 * so that the sum stays.
 */
export function moveWeight(weights: Weights, name: string, wanted: number, locked: ReadonlySet<string>): Weights {
  const others = givingWay(weights, name, locked);
  const free = sumOf(weights, [...others, name]);
  const weight = others.length === 0 ? free : Math.min(Math.max(wanted, 0), free);
  return { ...weights, [name]: weight, ...share(exact(free - weight), weights, others, digitsOf(sumOf(weights))) };
}

/** Moves the border after a variant, by its sum from the start. Only the variants beside it change. */
export function moveBorder(weights: Weights, index: number, wanted: number): Weights {
  const names = Object.keys(weights);
  const [left, right] = [names[index]!, names[index + 1]!];
  const both = sumOf(weights, [left, right]);
  const own = Math.min(Math.max(wanted - sumOf(weights, names.slice(0, index)), 0), both);
  const weight = Number(own.toFixed(digitsOf(sumOf(weights))));
  return { ...weights, [left]: weight, [right]: exact(both - weight) };
}

/** Gives the variants that are not locked the same weight. The sum stays. */
export function evenOut(weights: Weights, locked: ReadonlySet<string>): Weights {
  const names = Object.keys(weights).filter((name) => !locked.has(name));
  return { ...weights, ...share(sumOf(weights, names), {}, names, digitsOf(sumOf(weights))) };
}

/** Returns the sum of all weights, or of some. */
export function sumOf(weights: Weights, names: readonly string[] = Object.keys(weights)): number {
  return exact(names.reduce((sum, name) => sum + (weights[name] ?? 0), 0));
}

/** Divides an amount in the proportion of weights, or evenly where they have none. Rounds the running sum, so that none is lost. */
export function share(amount: number, weights: Weights, names: readonly string[], digits: number): Weights {
  const total = sumOf(weights, names);
  let passed = 0;
  let given = 0;
  return Object.fromEntries(
    names.map((name, index) => {
      passed += total > 0 ? (weights[name] ?? 0) / total : 1 / names.length;
      const upTo = index === names.length - 1 ? amount : Number((amount * passed).toFixed(digits));
      const weight = exact(upTo - given);
      given = upTo;
      return [name, weight];
    }),
  );
}

/** The digits of a hundredth of a percent of a sum. */
function digitsOf(sum: number): number {
  return sum > 0 ? Math.min(Math.max(4 - Math.floor(Math.log10(sum)), 0), 20) : 2;
}

/** Without what binary fractions add: 0.3, not 0.30000000000000004. */
const exact = (value: number): number => Number(value.toPrecision(12));
