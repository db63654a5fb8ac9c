// Docs: docs/adapters.md
import type { Evaluator, FlagDefinitions, Flagstaff, RegisteredFlags } from '@flagstaff/core';
import { createRequestFlags } from '@flagstaff/http';
import type { FlagsOptions, RequestAccess } from '@flagstaff/http';
import type { Context, DefaultState, Middleware } from 'koa';

/** What `flags(flagstaff)` adds to Koa's context; for routers: `new Router<DefaultState, FlagsContext<typeof definitions>>()`. */
export interface FlagsContext<F extends FlagDefinitions = RegisteredFlags> {
  /** The flags of this request. */
  flags: Evaluator<F>;
}

const access: RequestAccess<Context> = {
  header: (ctx, name) => ctx.get(name),
  url: (ctx) => ctx.originalUrl,
  isSecure: (ctx) => ctx.secure,
  // Koa itself ignores headers that come too late.
  appendCookie: (ctx, cookie) => ctx.append('Set-Cookie', cookie),
};

/**
 * Middleware that puts an evaluator on every request: `ctx.flags`, or `flagsOf(ctx, flagstaff)`.
 *
 * Mounted twice it does nothing the second time. Where several clients are mounted, `ctx.flags` is the last one's.
 *
 * @example
 * app.use(flags(flagstaff, { context: (ctx) => ({ targetingKey: ctx.get('x-user') }) }))
 *    .use((ctx) => { ctx.body = { checkout: ctx.flags.isEnabled('new-checkout') }; });
 */
export function flags<F extends FlagDefinitions, C extends Context = Context>(
  flagstaff: Flagstaff<F>,
  options: FlagsOptions<C, NoInfer<F>> = {},
): Middleware<DefaultState, FlagsContext<F>> {
  const requestFlags = createRequestFlags(flagstaff, options, access);
  const { wrap } = options;

  return async function flags(ctx, next) {
    // What a program says of its context beyond Koa's own is its own promise.
    const evaluator = await requestFlags(ctx as Context as C);
    ctx.flags = evaluator;
    await (wrap === undefined ? next() : wrap(evaluator, next));
  };
}
