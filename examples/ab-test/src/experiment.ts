import type { Exposure } from '@flagstaff/core';

interface VariantResult {
  readonly seen: number;
  readonly bought: number;
}

/** Counts exposures and purchases per variant. Kept in memory; an application sends them to its analytics. */
export interface Experiment {
  /** Records exposures. A user counts once per variant, however often the app checks the flag. */
  record(exposure: Exposure): void;
  recordPurchase(variant: string | undefined, person: unknown): void;
  results(): { [variant: string]: VariantResult };
}

export function createExperiment(experimentKey: string, variants: readonly string[]): Experiment {
  const tally = new Map(variants.map((variant) => [variant, { seen: new Set<unknown>(), bought: new Set<unknown>() }]));

  return {
    record({ flag, variant, key }) {
      if (flag === experimentKey) tally.get(variant)?.seen.add(key);
    },
    recordPurchase(variant, person) {
      tally.get(variant ?? '')?.bought.add(person);
    },
    results() {
      return Object.fromEntries(
        [...tally].map(([variant, { seen, bought }]) => [variant, { seen: seen.size, bought: bought.size }]),
      );
    },
  };
}
