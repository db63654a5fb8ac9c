import type { Evaluator, FlagDefinitions, FlagKey, Flagstaff, RegisteredFlags, VariantOf } from '@flagstaff/core';
import { described, invalidOptions, readObject } from '@flagstaff/core/storage';

/**
 * The keys that a guard accepts: boolean flags only. The flags are not inferred from the key. They come from the client that the
 * guard names, or from the registered flags.
 */
export type GuardKey<F extends FlagDefinitions> = NoInfer<Parameters<Evaluator<F>['isEnabled']>[0]>;

/** The options of `requireFlag` and `byVariant`. */
export interface GuardOptions<Handler, F extends FlagDefinitions = RegisteredFlags> {
  /** Responds when the guard refuses: an HTTP status or a handler. Defaults to 404. */
  readonly fallback?: number | Handler | undefined;
  /** The client to evaluate with; types the key. Defaults to the client whose middleware was mounted last. */
  readonly flagstaff?: Flagstaff<F> | undefined;
}

/** Handlers by variant name. */
export type VariantHandlers<Handler, F extends FlagDefinitions, K extends FlagKey<F>> = {
  readonly [V in VariantOf<F[K]>]?: Handler;
};

/** Returns the handler for refused requests. @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid. */
export function fallbackHandler<Handler, F extends FlagDefinitions>(
  guard: 'requireFlag' | 'byVariant',
  options: GuardOptions<Handler, F>,
  answer: (status: number) => Handler,
): Handler {
  const { fallback } = readObject(guard, options, { fallback: true, flagstaff: true });
  if (typeof fallback === 'function') return fallback;
  const status = fallback ?? 404;
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 200 || status > 599) {
    throw invalidOptions(`fallback is ${described(status)}. Pass an HTTP status from 200 to 599 or a handler.`);
  }
  return answer(status);
}

/** Maps variant names to handlers, own properties only. @throws {FlagstaffError} INVALID_OPTIONS when one is not a function. */
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
