import { AsyncLocalStorage } from 'node:async_hooks';
import type { FlagDefinitions, RegisteredFlags } from '../model/definitions.ts';
import type { Evaluator } from '../client/evaluator-types.ts';
import { FlagstaffError } from '../model/error.ts';

const current = new AsyncLocalStorage<unknown>();

/**
 * The evaluator of the request that this code runs for, however deep it was called. Throws `NO_CURRENT_FLAGS` outside one.
 *
 * @example
 * if (currentFlags().isEnabled('new-checkout')) …
 */
export function currentFlags<F extends FlagDefinitions = RegisteredFlags>(): Evaluator<F> {
  const evaluator = current.getStore();
  if (evaluator === undefined) {
    throw new FlagstaffError(
      'NO_CURRENT_FLAGS',
      '`currentFlags()` was called outside a request; run the code in `runWithFlags(evaluator, …)`, or turn on the adapter option that does.',
    );
  }
  return evaluator as Evaluator<F>;
}

/** Runs a function for which, and for all that it calls, awaited or not, `currentFlags()` is this evaluator. */
export function runWithFlags<T, F extends FlagDefinitions>(evaluator: Evaluator<F>, run: () => T): T {
  return current.run(evaluator, run);
}
