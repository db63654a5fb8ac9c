import type { FlagDefinitions, RegisteredFlags } from '@flagstaff/core';
import { testFlags } from '../doubles/test-flags.ts';
import type { FlagValues, TestFlags } from '../doubles/test-flags.ts';
import { flagCombinations } from './flag-combinations.ts';
import type { FlagSpace } from './flag-combinations.ts';

/**
 * Repeats a test for each combination of some flags, sequentially, each with its own client. Resolves to the number of combinations.
 * Rejects at the first failure, naming the combination, with the original error as `cause`.
 *
 * @example
 * await forEachCombination(['beta', 'dark-mode'], async (flagstaff) => {
 *   expect(await render(flagstaff)).toContain('<main>');
 * });
 */
export async function forEachCombination<F extends FlagDefinitions = RegisteredFlags>(
  space: FlagSpace,
  test: (flagstaff: TestFlags<F>, values: FlagValues) => unknown,
): Promise<number> {
  const combinations = flagCombinations(space);
  for (const values of combinations) {
    const flagstaff = testFlags<F>(values as FlagValues<F>);
    try {
      await test(flagstaff, values);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`With ${JSON.stringify(values)}: ${why}`, { cause });
    } finally {
      await flagstaff.close();
    }
  }
  return combinations.length;
}
