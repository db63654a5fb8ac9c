// Docs: docs/adapters.md
import type { Evaluator, FlagDefinitions, Flagstaff, RegisteredFlags } from '@flagstaff/core';
import { createRequestFlags } from '@flagstaff/http';
import type { FlagsOptions, RequestAccess } from '@flagstaff/http';
import type { Context, MiddlewareHandler } from 'hono';

/** What `flags(flagstaff)` adds to Hono's variables: `new Hono<FlagsEnv<typeof definitions>>()`. */
export interface FlagsEnv<F extends FlagDefinitions = RegisteredFlags> {
  Variables: {
    /** The flags of this request. */
    flags: Evaluator<F>;
  };
}

/** Set once the handlers have answered: a response that a handler makes itself would lose what was set before. */
const cookies = new WeakMap<Context, string[]>();

const access: RequestAccess<Context> = {
  header: (c, name) => c.req.header(name),
  url: (c) => c.req.url,
  isSecure: (c) => c.req.url.startsWith('https:'),
  appendCookie: (c, cookie) => {
    cookies.set(c, [...(cookies.get(c) ?? []), cookie]);
  },
};

/**
 * Middleware that puts an evaluator on every request: `c.var.flags`, or `flagsOf(c, flagstaff)`.
 *
 * Mounted twice it does nothing the second time. Where several clients are mounted, `c.var.flags` is the last one's.
 *
 * @example
 * const app = new Hono()
 *   .use(flags(flagstaff, { context: (c) => ({ targetingKey: c.req.header('x-user') }) }))
 *   .get('/', (c) => c.json({ checkout: c.var.flags.isEnabled('new-checkout') }));
 */
export function flags<F extends FlagDefinitions>(
  flagstaff: Flagstaff<F>,
  options: FlagsOptions<Context, NoInfer<F>> = {},
): MiddlewareHandler<FlagsEnv<F>> {
  const requestFlags = createRequestFlags(flagstaff, options, access);
  const { wrap } = options;

  return async function flags(c, next) {
    const evaluator = await requestFlags(c);
    c.set('flags', evaluator);
    await (wrap === undefined ? next() : wrap(evaluator, next));

    for (const cookie of cookies.get(c) ?? []) appendCookie(c, cookie);
    cookies.delete(c);
  };
}

function appendCookie(c: Context, cookie: string): void {
  try {
    c.header('Set-Cookie', cookie, { append: true });
  } catch {
    // The headers of redirects and of fetched responses cannot be changed, and early versions of Hono 4 do not help with that.
    const { res } = c;
    c.res = undefined;
    c.res = new Response(res.body, res);
    c.res.headers.append('Set-Cookie', cookie);
  }
}
