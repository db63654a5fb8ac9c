import { AsyncLocalStorage } from 'node:async_hooks';
import type { FlagDefinitions, RegisteredFlags } from '../model/definitions.ts';
import type { Evaluator } from '../client/evaluator-types.ts';
import { FlagstaffError } from '../model/error.ts';
import { sharedInProcess } from '../model/shared-in-process.ts';

const current = /* @__PURE__ */ sharedInProcess('current-flags', () => new AsyncLocalStorage<unknown>());

/**
 * Returns the evaluator of the current request, at any call depth.
 *
 * @throws {FlagstaffError} NO_CURRENT_FLAGS when called outside a request.
 *
 *
 * @example
 * if (currentFlags().isEnabled('new-checkout')) …
 */
export function currentFlags<F extends FlagDefinitions = RegisteredFlags>(): Evaluator<F> {
  const evaluator = current.getStore();
  if (evaluator === undefined) {
    throw new FlagstaffError(
      'NO_CURRENT_FLAGS',
      '`currentFlags()` was called outside a request. Pass `wrap: runWithFlags` to the `flags()` of the adapter, or run the code in `runWithFlags(evaluator, …)`.',
    );
  }
  return evaluator as Evaluator<F>;
}

/** Runs a function with an evaluator that `currentFlags()` returns throughout, including asynchronous calls. */
export function runWithFlags<T, F extends FlagDefinitions>(evaluator: Evaluator<F>, run: () => T): T {
  return current.run(evaluator, run);
}
