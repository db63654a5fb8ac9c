// Entry point for Express. Docs: docs/admin.md
import type { FlagDefinitions, Flagstaff } from '@flagstaff/core';
import { expressHandler } from '@flagstaff/http/node';
import type { Request, RequestHandler } from 'express';
import { createHandler } from './handler.ts';
import type { AdminOptions } from './options.ts';
import { PAGE } from './page/page.ts';

export * from './shared.ts';

/**
 * Creates Express middleware that manages a client's flags. `authorize` gets Express's `req`.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid.
 * @example
 * app.use('/admin/flags', admin(flagstaff, { authorize: (req) => req.user?.staff && { actor: req.user.email, roles: 'admin' } }));
 */
export function admin<F extends FlagDefinitions, R extends Request = Request>(
  flagstaff: Flagstaff<F>,
  options: AdminOptions<R>,
): RequestHandler {
  return expressHandler(createHandler(flagstaff, options, { native: true, page: PAGE }));
}
