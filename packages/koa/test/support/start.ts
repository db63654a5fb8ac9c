import { Router } from '@koa/router';
import { byVariant, flags, flagsOf, requireFlag } from '@flagstaff/koa';
import type { FlagsContext, FlagsMiddleware } from '@flagstaff/koa';
import type { AdapterScenario, Answer, Route, ScenarioRequest, ScenarioVisit, StreamRoute } from '@flagstaff/testkit';
import { guardOptionsFor, optionsFor, variantHandlersFor } from '@flagstaff/testkit';
import type Koa from 'koa';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { Readable } from 'node:stream';

type Handler = FlagsMiddleware;
type Context = Koa.ParameterizedContext<Koa.DefaultState, FlagsContext>;

/** Serves the conformance suite's apps with a version of Koa. */
export function startWith(KoaOfVersion: new () => Koa): (scenario: AdapterScenario) => Server {
  return (scenario) => createServer(appOf(new KoaOfVersion(), scenario).callback()).listen(0, '127.0.0.1');
}

function appOf(app: Koa, { mounts, routes, onError }: AdapterScenario): Koa {
  app.use(async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      onError(error);
      ctx.status = 500;
      ctx.body = { error: (error as Error).message };
    }
  });
  for (const mount of mounts) app.use(flags(mount.flagstaff, optionsFor(mount, readerOf)));
  const router = new Router<Koa.DefaultState, FlagsContext>();
  for (const route of routes) router.get(route.path, ...handlersOf(route));
  app.use(router.routes() as Koa.Middleware);
  return app;
}

function handlersOf(route: Route): Handler[] {
  if (route.kind === 'answer') return [handlerOf(route.answer)];
  if (route.kind === 'stream') return [streamOf(route.chunks)];
  const options = guardOptionsFor(route, handlerOf);
  return route.kind === 'requireFlag'
    ? [requireFlag(route.flag, options), handlerOf(route.answer)]
    : [byVariant(route.flag, variantHandlersFor(route.handlers, handlerOf), options)];
}

function handlerOf(answer: Answer): Handler {
  return async (ctx) => {
    const value = await answer(visitOf(ctx));
    ctx.type = 'json';
    ctx.body = JSON.stringify(value);
  };
}

function streamOf(chunks: StreamRoute['chunks']): Handler {
  return (ctx) => {
    ctx.type = 'text/plain';
    ctx.body = Readable.from(chunks(visitOf(ctx)));
  };
}

function visitOf(ctx: Context): ScenarioVisit {
  return { flags: ctx.flags, flagsOf: (flagstaff) => flagsOf(ctx, flagstaff), ...readerOf(ctx) };
}

function readerOf(ctx: Pick<Koa.Context, 'get'>): ScenarioRequest {
  return { header: (name) => ctx.get(name) || undefined };
}
