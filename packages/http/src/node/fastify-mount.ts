import { toError } from '../to-error.ts';
import type { FastifyReply, FastifyRequest } from './fastify-handler.ts';
import { answer, pathOf } from './fetch-handler.ts';
import type { FetchHandler } from './fetch-handler.ts';

/** The part of Fastify's instance that a mounted plugin needs. */
export interface FastifyScope {
  /** The prefix of `register`. Empty at the root. */
  readonly prefix: string;
  /** Removes the parsers that would read a body before the handler does. */
  removeAllContentTypeParsers(): unknown;
  /** Adds a parser. */
  addContentTypeParser(
    contentType: string,
    parser: (request: FastifyRequest, payload: unknown, done: (error: null, body?: unknown) => void) => void,
  ): unknown;
  /** Adds a route for all methods. */
  all(path: string, handler: (request: FastifyRequest, reply: FastifyMountReply) => Promise<void>): unknown;
}

/** The parts of Fastify's reply that a mounted plugin uses. */
export interface FastifyMountReply extends FastifyReply {
  /** Responds as the app does to unknown paths. */
  callNotFound(): unknown;
}

/**
 * Mounts a fetch handler as a Fastify plugin, below the prefix of `register`. The app's hooks run first, so the handler sees what
 * they add to the request. Bodies reach the handler unread.
 *
 * @example
 * app.register(fastifyMount(handler), { prefix: '/admin/flags' });
 */
export function fastifyMount(handler: FetchHandler): (instance: FastifyScope) => Promise<void> {
  return async function mounted(instance) {
    const { prefix } = instance;

    async function handle(request: FastifyRequest, reply: FastifyMountReply): Promise<void> {
      const { raw: incoming, ip: address } = request;
      const path = pathOf(incoming);
      const respond = path.startsWith(prefix) ? handler.match(path.slice(prefix.length)) : undefined;
      if (respond === undefined) {
        reply.callNotFound();
        return;
      }
      try {
        const { raw: outgoing } = reply;
        await answer(respond, { incoming, outgoing, parsed: undefined, mountedAt: prefix, address, native: request });
      } catch (error) {
        throw toError(error);
      }
      reply.hijack();
    }

    instance.removeAllContentTypeParsers();
    instance.addContentTypeParser('*', (_request, _payload, done) => done(null));
    instance.all('/*', handle);
    if (prefix !== '') instance.all('', handle);
  };
}
