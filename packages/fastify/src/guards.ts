import type { Evaluator, FlagDefinitions, FlagKey, RegisteredFlags } from '@flagstaff/core';
import { inBackground } from '@flagstaff/core/storage';
import { guardFlags, handlersByVariant, fallbackHandler, toError } from '@flagstaff/http';
import type { GuardKey, GuardOptions, VariantHandlers } from '@flagstaff/http';
import type { FastifyRequest, preHandlerHookHandler, RouteHandlerMethod } from 'fastify';

/**
 * Creates a hook that passes requests on when a boolean flag is on. Otherwise responds with the app's not-found handler, another status,
 * or a handler of yours.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid.
 * @example
 * app.get('/beta', { preHandler: requireFlag('beta') }, async () => 'Welcome.');
 */
export function requireFlag<F extends FlagDefinitions = RegisteredFlags>(
  key: GuardKey<F>,
  options: GuardOptions<RouteHandlerMethod, F> = {},
): preHandlerHookHandler {
  const otherwise = fallbackHandler('requireFlag', options, answer);
  return function requireFlag(request, reply, done) {
    if (guardFlags(request, mounted<F>(request), options.flagstaff).isEnabled(key)) {
      done();
      return;
    }
    // `done` is never called, so the route's handler cannot run, however late the refusal is sent.
    inBackground(async () => {
      try {
        const payload = await otherwise.call(this, request, reply);
        if (payload !== undefined && !reply.sent) reply.send(payload);
      } catch (error) {
        if (!reply.sent) reply.send(toError(error));
      }
    });
  };
}

/**
 * Calls the handler of the variant that the flag serves. Without such a handler, responds as `requireFlag` does.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when a handler is not a function, or an option is invalid.
 * @example
 * app.get('/checkout', byVariant('checkout', { classic: oldCheckout, express: newCheckout }));
 */
export function byVariant<F extends FlagDefinitions = RegisteredFlags, K extends FlagKey<F> = FlagKey<F>>(
  key: K,
  handlers: VariantHandlers<RouteHandlerMethod, F, K>,
  options: GuardOptions<RouteHandlerMethod, F> = {},
): RouteHandlerMethod {
  const byName = handlersByVariant<RouteHandlerMethod>(handlers);
  const otherwise = fallbackHandler('byVariant', options, answer);
  return function byVariant(request, reply) {
    const variant = guardFlags(request, mounted<F>(request), options.flagstaff).variant(key);
    const handler = (variant === undefined ? undefined : byName.get(variant)) ?? otherwise;
    return handler.call(this, request, reply);
  };
}

/** The global type knows only the registered flags. A guard is typed by the flags that it names. */
function mounted<F extends FlagDefinitions>(request: FastifyRequest): Evaluator<F> | undefined {
  return request.flags as unknown as Evaluator<F> | undefined;
}

function answer(status: number): RouteHandlerMethod {
  return (_request, reply) => {
    if (status === 404) reply.callNotFound();
    else reply.code(status).send();
  };
}
