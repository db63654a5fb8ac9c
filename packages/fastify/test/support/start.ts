import { byVariant, flags, flagsOf, requireFlag } from '@flagstaff/fastify';
import type {
  AdapterScenario,
  Answer,
  Route,
  ScenarioRequest,
  ScenarioVisit,
  SetCookie,
  StreamRoute,
} from '@flagstaff/testkit/adapter';
import { guardOptionsFor, optionsFor, variantHandlersFor } from '@flagstaff/testkit/adapter';
import type { fastify, FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import type { Server } from 'node:http';
import { Readable } from 'node:stream';

/** Serves the conformance suite's apps with a version of Fastify. */
export function startWith(create: typeof fastify): (scenario: AdapterScenario) => Promise<Server> {
  return async (scenario) => {
    const app = appOf(create, scenario);
    await app.listen({ port: 0, host: '127.0.0.1' });
    return app.server;
  };
}

function appOf(
  create: typeof fastify,
  { trustProxy = false, before, mounts, routes, onError }: AdapterScenario,
): FastifyInstance {
  const app = create({ trustProxy });
  if (onError !== undefined) {
    app.setErrorHandler((error: Error, _request, reply) => {
      onError(error);
      return reply.code(500).send({ error: error.message });
    });
  }
  app.addHook('onRequest', async (_request, reply) => before?.(cookieSetter(reply)));
  for (const mount of mounts) app.register(flags(mount.flagstaff, optionsFor(mount, readerOf)));
  for (const route of routes) addRoute(app, route);
  return app;
}

function addRoute(app: FastifyInstance, route: Route): void {
  const { path } = route;
  if (route.kind === 'answer') app.get(path, handlerOf(route.answer));
  else if (route.kind === 'stream') app.get(path, streamOf(route.chunks));
  else if (route.kind === 'requireFlag') {
    const preHandler = requireFlag(route.flag, guardOptionsFor(route, handlerOf));
    app.get(path, { preHandler }, handlerOf(route.answer));
  } else {
    const handlers = variantHandlersFor(route.handlers, handlerOf);
    app.get(path, byVariant(route.flag, handlers, guardOptionsFor(route, handlerOf)));
  }
}

function handlerOf(answer: Answer): RouteHandlerMethod {
  return async (request, reply) => {
    const value = await answer(visitOf(request, reply));
    return reply.type('application/json').send(JSON.stringify(value));
  };
}

function streamOf(chunks: StreamRoute['chunks']): RouteHandlerMethod {
  return (request, reply) => reply.type('text/plain').send(Readable.from(chunks(visitOf(request, reply))));
}

function visitOf(request: FastifyRequest, reply: FastifyReply): ScenarioVisit {
  return {
    get flags() {
      return request.flags;
    },
    flagsOf: (flagstaff) => flagsOf(request, flagstaff),
    setCookie: cookieSetter(reply),
    ...readerOf(request),
  };
}

function readerOf(request: FastifyRequest): ScenarioRequest {
  const path = request.url.split('?')[0]!;
  return { path, header: (name) => request.headers[name] as string | undefined };
}

function cookieSetter(reply: FastifyReply): SetCookie {
  return (name, value) => void reply.header('set-cookie', `${name}=${value}`);
}
