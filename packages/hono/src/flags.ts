// Docs: docs/adapters.md
import type { Evaluator, FlagDefinitions, Flagstaff, RegisteredFlags } from '@flagstaff/core';
import { createRequestFlags } from '@flagstaff/http';
import type { FlagsOptions, RequestAccess } from '@flagstaff/http';
import type { Context, MiddlewareHandler } from 'hono';

/** The variables that `flags(flagstaff)` adds to Hono: `new Hono<FlagsEnv<typeof definitions>>()`. */
export interface FlagsEnv<F extends FlagDefinitions = RegisteredFlags> {
  /** Hono's variables. */
  Variables: {
    /** The flags of this request. */
    flags: Evaluator<F>;
  };
}

/** Cookies to set after the handlers: a response that a handler creates itself would drop earlier ones. */
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
 * Adds an evaluator to every request: `c.var.flags`, or `flagsOf(c, flagstaff)`.
 *
 * Mounting it twice has no further effect. With several clients, `c.var.flags` belongs to the last one mounted.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid.
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
    // Not `c.header()`: early versions of Hono 4 append it twice to responses of @hono/node-server.
    c.res.headers.append('Set-Cookie', cookie);
  } catch {
    // The headers of redirects and fetched responses are immutable.
    const { res } = c;
    c.res = undefined;
    c.res = new Response(res.body, res);
    c.res.headers.append('Set-Cookie', cookie);
  }
}
