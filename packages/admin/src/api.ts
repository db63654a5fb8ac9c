// Entry point for the API without the page. Docs: docs/admin.md
import type { FlagDefinitions, Flagstaff } from '@flagstaff/core';
import { createHandler } from './handler.ts';
import type { AdminHandler } from './handler.ts';
import type { AdminOptions } from './options.ts';

export * from './shared.ts';

/**
 * Creates a fetch handler with the REST API, without the page: for other pages, and for the smallest bundle.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid.
 */
export function admin<F extends FlagDefinitions>(flagstaff: Flagstaff<F>, options: AdminOptions): AdminHandler {
  return createHandler(flagstaff, options);
}
