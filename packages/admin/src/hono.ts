// Entry point for Hono. Docs: docs/admin.md
import type { FlagDefinitions, Flagstaff } from '@flagstaff/core';
import type { Context } from 'hono';
import { createHandler } from './handler.ts';
import type { AdminOptions } from './options.ts';
import { PAGE } from './page/page.ts';

export * from './shared.ts';

/**
 * Creates a Hono handler that manages a client's flags. `authorize` gets Hono's context. Pass the path of the mount as `basePath`.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid.
 * @example
 * const handler = admin(flagstaff, { basePath: '/admin/flags', authorize: (c) => c.get('user') && { actor: c.get('user').email, roles: 'admin' } });
 * app.all('/admin/flags', handler).all('/admin/flags/*', handler);
 */
export function admin<F extends FlagDefinitions, C extends Context = Context>(
  flagstaff: Flagstaff<F>,
  options: AdminOptions<C>,
): (c: C) => Promise<Response> {
  const handler = createHandler(flagstaff, options, { native: true, page: PAGE });
  return (c) => handler(c.req.raw, { native: c });
}
