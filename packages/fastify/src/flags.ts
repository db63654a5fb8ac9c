// Docs: docs/adapters.md
import type { Evaluator, FlagDefinitions, Flagstaff } from '@flagstaff/core';
import { continueWith, createRequestFlags } from '@flagstaff/http';
import type { FlagsOptions, RequestAccess } from '@flagstaff/http';
import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import { fastifyPlugin } from 'fastify-plugin';

declare module 'fastify' {
  interface FastifyRequest {
    /** The flags of this request; there once the plugin `flags(flagstaff)` has run. */
    flags: Evaluator;
  }
}

/** Requests do not know their replies; kept where a cookie may be set. */
const replies = new WeakMap<FastifyRequest, FastifyReply>();

const access: RequestAccess<FastifyRequest> = {
  header(request, name) {
    const value = request.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  },
  url: (request) => request.originalUrl,
  isSecure: (request) => request.protocol === 'https',
  appendCookie(request, cookie) {
    const reply = replies.get(request);
    // Fastify keeps the cookies of others when this header is set again.
    // oxlint-disable-next-line typescript/no-floating-promises -- a reply is thenable; there is nothing to wait for
    if (reply !== undefined && !reply.raw.headersSent) reply.header('set-cookie', cookie);
  },
};

/**
 * A plugin that puts an evaluator on every request: `request.flags`, or `flagsOf(request, flagstaff)` with exact types.
 *
 * Registered at the root it serves all routes, whatever their plugin. Registered twice it does nothing the second time. Where several
 * clients are registered, `request.flags` is the last one's.
 *
 * @example
 * await app.register(flags(flagstaff, { context: (request) => ({ targetingKey: request.headers['x-user'] }) }));
 * app.get('/', async (request) => ({ checkout: request.flags.isEnabled('new-checkout') }));
 */
export function flags<F extends FlagDefinitions>(
  flagstaff: Flagstaff<F>,
  options: FlagsOptions<FastifyRequest, NoInfer<F>> = {},
): FastifyPluginCallback {
  const requestFlags = createRequestFlags(flagstaff, options, access);
  const { wrap, visitorCookie = false } = options;

  return fastifyPlugin(
    function flags(app, _, registered) {
      if (!app.hasRequestDecorator('flags')) app.decorateRequest('flags');

      app.addHook('onRequest', (request, reply, done) => {
        if (visitorCookie !== false) replies.set(request, reply);
        const proceed = (evaluator: Evaluator<F>): void => {
          // The global type knows the registered flags only; `flagsOf` knows the client's.
          request.flags = evaluator as unknown as Evaluator;
          continueWith(wrap, evaluator, done);
        };
        const evaluator = requestFlags(request);
        if (evaluator instanceof Promise) evaluator.then(proceed).then(undefined, done);
        else proceed(evaluator);
      });

      registered();
    },
    { name: '@flagstaff/fastify', fastify: '5.x' },
  );
}
