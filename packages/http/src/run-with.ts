import type { Evaluator, FlagDefinitions } from '@flagstaff/core';
import type { WrapHandlers } from './options.ts';
import { toError } from './to-error.ts';

/**
 * Calls `runWith` in frameworks that continue through a callback. The callback runs once: for the handlers, or with the error that
 * `runWith` threw or rejected with before calling them.
 */
export function continueWith<F extends FlagDefinitions>(
  runWith: WrapHandlers<F>,
  flags: Evaluator<F>,
  next: (error?: Error) => void,
): void {
  let continued = false;
  const proceed = (error?: Error): void => {
    if (continued) return;
    continued = true;
    next(error);
  };
  const failed = (thrown: unknown): void => proceed(toError(thrown));
  try {
    // The type also accepts an async function.
    Promise.resolve(runWith<void>(flags, () => proceed())).catch(failed);
  } catch (thrown) {
    failed(thrown);
  }
}
