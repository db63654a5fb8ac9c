// Docs: docs/adapters.md
import type { Evaluator, FlagDefinitions, Flagstaff } from '@flagstaff/core';
import { isProduction } from '@flagstaff/core/storage';
import { absentFlags, continueWith, createRequestFlags } from '@flagstaff/http';
import type { FlagsOptions, RequestAccess } from '@flagstaff/http';
import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import { fastifyPlugin } from 'fastify-plugin';

declare module 'fastify' {
  interface FastifyRequest {
    /** The flags of this request. Available after the plugin `flags(flagstaff)` has run. */
    flags: Evaluator;
  }
}

/** Replies by request, for setting cookies: requests don't reference their replies. */
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
    // Fastify appends to this header instead of replacing it.
    if (reply !== undefined && !reply.raw.headersSent) reply.header('set-cookie', cookie);
  },
};

/**
 * A plugin that adds an evaluator to every request: `request.flags`, or `flagsOf(request, flagstaff)` with exact types.
 *
 * Registered at the root it serves all routes of all plugins. Registering it twice has no further effect. With several clients,
 * `request.flags` belongs to the last one registered.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid.
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
      if (!app.hasRequestDecorator('flags')) {
        if (isProduction()) app.decorateRequest('flags');
        else {
          const { get: getter, set: setter } = absentFlags('request.flags');
          app.decorateRequest('flags', { getter, setter });
        }
      }

      app.addHook('onRequest', (request, reply, done) => {
        if (visitorCookie !== false) replies.set(request, reply);
        const proceed = (evaluator: Evaluator<F>): void => {
          // The global type knows only the registered flags; `flagsOf` knows the client's.
          request.flags = evaluator as unknown as Evaluator;
          if (wrap === undefined) done();
          else continueWith(wrap, evaluator, done);
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
