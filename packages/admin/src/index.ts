// Public entry point. Docs: README.md, docs/admin.md
import type { FlagDefinitions, Flagstaff } from '@flagstaff/core';
import { createHandler } from './handler.ts';
import type { AdminHandler } from './handler.ts';
import type { AdminOptions } from './options.ts';
import { PAGE } from './page/page.ts';

export * from './shared.ts';

/**
 * Creates a fetch handler that manages a client's flags: the page at its mount, and the REST API below `/api/v1`.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid.
 * @example
 * const handler = admin(flagstaff, { authorize: async (request) => (await staffOf(request)) && { actor: 'ada', roles: 'admin' } });
 */
export function admin<F extends FlagDefinitions>(flagstaff: Flagstaff<F>, options: AdminOptions): AdminHandler {
  return createHandler(flagstaff, options, { page: PAGE });
}
