import type { FlagDefinitions, FlagKey, RegisteredFlags } from '@flagstaff/core';
import { guardFlags, handlersByVariant, fallbackHandler } from '@flagstaff/http';
import type { GuardKey, GuardOptions, VariantHandlers } from '@flagstaff/http';
import type { Context, MiddlewareHandler, Next } from 'hono';
import type { StatusCode } from 'hono/utils/http-status';
import type { FlagsEnv } from './flags.ts';

/** A handler or middleware behind `flags(flagstaff)`, with `c.var.flags`. */
export type FlagsHandler<F extends FlagDefinitions = RegisteredFlags> = (
  c: Context<FlagsEnv<F>>,
  next: Next,
) => Response | Promise<Response | void>;

/**
 * Passes requests on when a boolean flag is on. Otherwise responds with the app's `notFound`, another status, or a handler of yours.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid.
 * @example
 * app.get('/beta', requireFlag('beta'), (c) => c.text('Welcome.'));
 */
export function requireFlag<F extends FlagDefinitions = RegisteredFlags>(
  key: GuardKey<F>,
  options: GuardOptions<FlagsHandler<F>, F> = {},
): MiddlewareHandler<FlagsEnv<F>> {
  const otherwise = fallbackHandler('requireFlag', options, answer<F>);
  return async function requireFlag(c, next) {
    return guardFlags(c, c.var.flags, options.flagstaff).isEnabled(key) ? next() : otherwise(c, next);
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
  handlers: VariantHandlers<FlagsHandler<F>, F, K>,
  options: GuardOptions<FlagsHandler<F>, F> = {},
): MiddlewareHandler<FlagsEnv<F>> {
  const byName = handlersByVariant<FlagsHandler<F>>(handlers);
  const otherwise = fallbackHandler('byVariant', options, answer<F>);
  return async function byVariant(c, next) {
    const variant = guardFlags(c, c.var.flags, options.flagstaff).variant(key);
    const handler = (variant === undefined ? undefined : byName.get(variant)) ?? otherwise;
    return handler(c, next);
  };
}

function answer<F extends FlagDefinitions>(status: number): FlagsHandler<F> {
  return async (c) => (status === 404 ? c.notFound() : c.body(null, status as StatusCode));
}
