import type { Evaluator, FlagDefinitions, FlagKey, RegisteredFlags } from '@flagstaff/core';
import { guardFlags, handlersByVariant, fallbackHandler } from '@flagstaff/http';
import type { GuardKey, GuardOptions, VariantHandlers } from '@flagstaff/http';
import type { Request, RequestHandler } from 'express';

/**
 * Passes requests on when a boolean flag is on. Otherwise responds with a plain 404, another status, or a handler of yours.
 *
 * Always responds instead of calling `next('route')`, which would pass requests on where the guard is mounted with `use`.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid.
 * @example
 * app.get('/beta', requireFlag('beta'), (req, res) => res.send('Welcome.'));
 */
export function requireFlag<F extends FlagDefinitions = RegisteredFlags>(
  key: GuardKey<F>,
  options: GuardOptions<RequestHandler, F> = {},
): RequestHandler {
  const otherwise = fallbackHandler('requireFlag', options, answer);
  return function requireFlag(req, res, next) {
    if (guardFlags(req, mounted<F>(req), options.flagstaff).isEnabled(key)) return next();
    return otherwise(req, res, next);
  };
}

/**
 * Calls the handler of the variant that the flag serves. Without such a handler, responds as `requireFlag` does.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when a handler is not a function, or an option is invalid.
 * @example
 * app.get('/checkout', byVariant('checkout', { classic: oldCheckout, express: newCheckout }));
 */
export function byVariant<F extends FlagDefinitions = RegisteredFlags, K extends FlagKey<F> = FlagKey<F>>(
  key: K,
  handlers: VariantHandlers<RequestHandler, F, K>,
  options: GuardOptions<RequestHandler, F> = {},
): RequestHandler {
  const byName = handlersByVariant<RequestHandler>(handlers);
  const otherwise = fallbackHandler('byVariant', options, answer);
  return function byVariant(req, res, next) {
    const variant = guardFlags(req, mounted<F>(req), options.flagstaff).variant(key);
    const handler = (variant === undefined ? undefined : byName.get(variant)) ?? otherwise;
    return handler(req, res, next);
  };
}

/** The global type knows only the registered flags. A guard is typed by the flags that it names. */
function mounted<F extends FlagDefinitions>(req: Request): Evaluator<F> | undefined {
  // Where the middleware has not run, the getter of `explainAbsence` would throw before the guard explains itself.
  return Object.hasOwn(req, 'flags') ? (req.flags as unknown as Evaluator<F>) : undefined;
}

function answer(status: number): RequestHandler {
  return (_req, res) => {
    res.sendStatus(status);
  };
}
