import type { FlagDefinitions, FlagKey, RegisteredFlags } from '@flagstaff/core';
import { guardFlags, handlersByVariant, fallbackHandler } from '@flagstaff/http';
import type { GuardKey, GuardOptions, VariantHandlers } from '@flagstaff/http';
import type { DefaultState, Middleware } from 'koa';
import type { FlagsContext } from './flags.ts';

/** Middleware behind `flags(flagstaff)`, with `ctx.flags`. */
export type FlagsMiddleware<F extends FlagDefinitions = RegisteredFlags> = Middleware<DefaultState, FlagsContext<F>>;

/**
 * Passes requests on when a boolean flag is on. Otherwise responds with a 404, another status, or middleware of yours. The status is
 * set on the way back up, so middleware that customizes 404 responses applies here too.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid.
 * @example
 * router.get('/beta', requireFlag('beta'), (ctx) => { ctx.body = 'Welcome.'; });
 */
export function requireFlag<F extends FlagDefinitions = RegisteredFlags>(
  key: GuardKey<F>,
  options: GuardOptions<FlagsMiddleware<F>, F> = {},
): FlagsMiddleware<F> {
  const otherwise = fallbackHandler('requireFlag', options, answer<F>);
  return function requireFlag(ctx, next) {
    return guardFlags(ctx, ctx.flags, options.flagstaff).isEnabled(key) ? next() : otherwise(ctx, next);
  };
}

/**
 * Calls the middleware of the variant that the flag serves. Without it, responds as `requireFlag` does.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when a handler is not a function, or an option is invalid.
 * @example
 * router.get('/checkout', byVariant('checkout', { classic: oldCheckout, express: newCheckout }));
 */
export function byVariant<F extends FlagDefinitions = RegisteredFlags, K extends FlagKey<F> = FlagKey<F>>(
  key: K,
  handlers: VariantHandlers<FlagsMiddleware<F>, F, K>,
  options: GuardOptions<FlagsMiddleware<F>, F> = {},
): FlagsMiddleware<F> {
  const byName = handlersByVariant<FlagsMiddleware<F>>(handlers);
  const otherwise = fallbackHandler('byVariant', options, answer<F>);
  return function byVariant(ctx, next) {
    const variant = guardFlags(ctx, ctx.flags, options.flagstaff).variant(key);
    const handler = (variant === undefined ? undefined : byName.get(variant)) ?? otherwise;
    return handler(ctx, next);
  };
}

function answer<F extends FlagDefinitions>(status: number): FlagsMiddleware<F> {
  return (ctx) => {
    ctx.status = status;
  };
}
