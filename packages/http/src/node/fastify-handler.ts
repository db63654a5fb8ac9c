import type { IncomingMessage, ServerResponse } from 'node:http';
import { toError } from '../to-error.ts';
import { answer, pathOf } from './fetch-handler.ts';
import type { FetchHandler } from './fetch-handler.ts';

/** The part of Fastify's instance that a plugin needs. */
export interface FastifyInstance {
  /** Adds a hook that runs before the body is parsed. */
  addHook(name: 'onRequest', hook: (request: FastifyRequest, reply: FastifyReply) => Promise<void>): unknown;
}

/** The parts of Fastify's request that the plugin uses. */
export interface FastifyRequest {
  /** Node's request. */
  readonly raw: IncomingMessage;
  /** The client's IP address, by the app's `trustProxy`. */
  readonly ip: string;
}

/** The parts of Fastify's reply that the plugin uses. */
export interface FastifyReply {
  /** Node's response. */
  readonly raw: ServerResponse;
  /** Tells Fastify that the plugin sends the response. */
  hijack(): unknown;
}

/**
 * Mounts a fetch handler as a Fastify plugin. Requests that are not the handler's own go on. The plugin answers before Fastify
 * parses a body, whatever its prefix: give the handler a `basePath` for another place.
 *
 * @example
 * app.register(fastifyHandler(ofrep(flagstaff, { authorize })));
 */
export function fastifyHandler(handler: FetchHandler): (instance: FastifyInstance) => Promise<void> {
  async function plugin(instance: FastifyInstance): Promise<void> {
    instance.addHook('onRequest', async (request, reply) => {
      const { raw: incoming, ip: address } = request;
      const respond = handler.match(pathOf(incoming));
      if (respond === undefined) return;
      try {
        await answer(respond, {
          incoming,
          outgoing: reply.raw,
          parsed: undefined,
          mountedAt: '',
          address,
          native: request,
        });
      } catch (error) {
        // Before an answer there is Fastify's error handler.
        throw toError(error);
      }
      reply.hijack();
    });
  }
  // What fastify-plugin sets: the hook belongs to the whole app, not to a scope of its own.
  return Object.assign(plugin, { [Symbol.for('skip-override')]: true });
}
