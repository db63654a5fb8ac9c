// Entry point for Koa. Docs: docs/admin.md
import type { FlagDefinitions, Flagstaff } from '@flagstaff/core';
import { koaHandler } from '@flagstaff/http/node';
import type { Context, Middleware } from 'koa';
import { createHandler } from './handler.ts';
import type { AdminOptions } from './options.ts';
import { PAGE } from './page/page.ts';

export * from './shared.ts';

/**
 * Creates Koa middleware that manages a client's flags. `authorize` gets Koa's `ctx`. Mount it with `koa-mount`, or pass `basePath`.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid.
 * @example
 * app.use(mount('/admin/flags', admin(flagstaff, { authorize: (ctx) => ctx.state.user && { actor: ctx.state.user.email, roles: 'admin' } })));
 */
export function admin<F extends FlagDefinitions, C extends Context = Context>(
  flagstaff: Flagstaff<F>,
  options: AdminOptions<C>,
): Middleware {
  return koaHandler(createHandler(flagstaff, options, { native: true, page: PAGE })) as unknown as Middleware;
}
