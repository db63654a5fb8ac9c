import type { Evaluator, FlagDefinitions } from '@flagstaff/core';
import type { WrapHandlers } from './options.ts';
import { toError } from './to-error.ts';

/**
 * Calls `runWith` for frameworks that continue through a callback. The callback runs once: for the handlers, or with what `runWith`
 * threw or rejected with before it called them.
 */
export function continueWith<F extends FlagDefinitions>(
  runWith: WrapHandlers<F> | undefined,
  flags: Evaluator<F>,
  next: (error?: Error) => void,
): void {
  if (runWith === undefined) {
    next();
    return;
  }
  let continued = false;
  const proceed = (error?: Error): void => {
    if (continued) return;
    continued = true;
    next(error);
  };
  const failed = (thrown: unknown): void => proceed(toError(thrown));
  try {
    // An async function fits the type too.
    Promise.resolve(runWith<void>(flags, () => proceed())).catch(failed);
  } catch (thrown) {
    failed(thrown);
  }
}
