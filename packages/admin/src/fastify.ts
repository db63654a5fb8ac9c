// Entry point for Fastify. Docs: docs/admin.md
import type { FlagDefinitions, Flagstaff } from '@flagstaff/core';
import { fastifyMount } from '@flagstaff/http/node';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { createHandler } from './handler.ts';
import type { AdminOptions } from './options.ts';
import { PAGE } from './page/page.ts';

export * from './shared.ts';

/**
 * Creates a Fastify plugin that manages a client's flags. `authorize` gets Fastify's `request`, after the app's hooks.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid.
 * @example
 * app.register(admin(flagstaff, { authorize: (request) => request.user && { actor: request.user.email, roles: 'admin' } }), { prefix: '/admin/flags' });
 */
export function admin<F extends FlagDefinitions, R extends FastifyRequest = FastifyRequest>(
  flagstaff: Flagstaff<F>,
  options: AdminOptions<R>,
): FastifyPluginAsync {
  const mounted = fastifyMount(createHandler(flagstaff, options, { native: true, page: PAGE }));
  return (instance) => mounted(instance);
}
