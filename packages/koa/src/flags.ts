// Docs: docs/adapters.md
import type { Evaluator, FlagDefinitions, Flagstaff, RegisteredFlags } from '@flagstaff/core';
import { createRequestFlags, explainAbsence } from '@flagstaff/http';
import type { FlagsOptions, RequestAccess } from '@flagstaff/http';
import Koa from 'koa';
import type { Context, DefaultState, Middleware } from 'koa';

/** The context properties that `flags(flagstaff)` adds. For routers: `new Router<DefaultState, FlagsContext<typeof definitions>>()`. */
export interface FlagsContext<F extends FlagDefinitions = RegisteredFlags> {
  /** The flags of this request. */
  flags: Evaluator<F>;
}

const access: RequestAccess<Context> = {
  header: (ctx, name) => ctx.get(name),
  url: (ctx) => ctx.originalUrl,
  isSecure: (ctx) => ctx.secure,
  // Koa ignores headers that come too late.
  appendCookie: (ctx, cookie) => ctx.append('Set-Cookie', cookie),
};

/**
 * Adds an evaluator to every request: `ctx.flags`, or `flagsOf(ctx, flagstaff)`.
 *
 * Mounting it twice has no further effect. With several clients, `ctx.flags` belongs to the last one mounted.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid.
 * @example
 * app.use(flags(flagstaff, { context: (ctx) => ({ targetingKey: ctx.get('x-user') }) }))
 *    .use((ctx) => { ctx.body = { checkout: ctx.flags.isEnabled('new-checkout') }; });
 */
export function flags<F extends FlagDefinitions, C extends Context = Context>(
  flagstaff: Flagstaff<F>,
  options: FlagsOptions<C, NoInfer<F>> = {},
): Middleware<DefaultState, FlagsContext<F>> {
  const requestFlags = createRequestFlags(flagstaff, options, access);
  // All applications inherit their contexts from this one.
  explainAbsence(Object.getPrototypeOf(new Koa().context) as object, 'ctx.flags');
  const { wrap } = options;

  return async function flags(ctx, next) {
    // The application vouches for its own additions to Koa's context type.
    const evaluator = await requestFlags(ctx as Context as C);
    ctx.flags = evaluator;
    await (wrap === undefined ? next() : wrap(evaluator, next));
  };
}
