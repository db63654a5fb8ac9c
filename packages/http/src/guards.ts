import type { Evaluator, FlagDefinitions, FlagKey, Flagstaff, RegisteredFlags, VariantOf } from '@flagstaff/core';
import { described, invalidOptions } from '@flagstaff/core/storage';

/**
 * The keys that a guard accepts: those of boolean flags. Which flags there are is not inferred from a key: it is said by the client
 * that the guard names, or else by what the program registered.
 */
export type GuardKey<F extends FlagDefinitions> = NoInfer<Parameters<Evaluator<F>['isEnabled']>[0]>;

/** The options of `requireFlag` and `byVariant`. */
export interface GuardOptions<Handler, F extends FlagDefinitions = RegisteredFlags> {
  /** What answers instead: an HTTP status, or a handler. Default 404. */
  readonly fallback?: number | Handler;
  /** The client that is asked; types the key. Default: the one whose middleware was mounted last. */
  readonly flagstaff?: Flagstaff<F>;
}

/** Variant name to what answers for it. */
export type VariantHandlers<Handler, F extends FlagDefinitions, K extends FlagKey<F>> = {
  readonly [V in VariantOf<F[K]>]?: Handler;
};

/** What answers where a guard says no. Throws `INVALID_OPTIONS`. */
export function fallbackHandler<Handler>(
  fallback: number | Handler | undefined,
  answer: (status: number) => Handler,
): Handler {
  if (typeof fallback === 'function') return fallback;
  const status = fallback ?? 404;
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 200 || status > 599) {
    throw invalidOptions(`fallback is ${described(status)}; give an HTTP status from 200 to 599 or a handler.`);
  }
  return answer(status);
}

/** Handlers by variant name; names that objects inherit are not among them. Throws `INVALID_OPTIONS`. */
export function handlersByVariant<Handler>(handlers: {
  readonly [variant: string]: Handler | undefined;
}): ReadonlyMap<string, Handler> {
  if (typeof handlers !== 'object' || handlers === null) {
    throw invalidOptions('byVariant takes an object with a handler for each variant.');
  }
  const byVariant = new Map<string, Handler>();
  for (const [variant, handler] of Object.entries(handlers)) {
    if (typeof handler !== 'function') throw invalidOptions(`The handler of variant ${variant} is not a function.`);
    byVariant.set(variant, handler);
  }
  return byVariant;
}
