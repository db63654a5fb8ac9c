import { Router } from '@koa/router';
import { byVariant, flags, flagsOf, requireFlag } from '@flagstaff/koa';
import type { FlagsContext, FlagsMiddleware } from '@flagstaff/koa';
import type {
  AdapterScenario,
  Answer,
  ScenarioRequest,
  ScenarioVisit,
  SetCookie,
  StreamRoute,
} from '@flagstaff/testkit/adapter';
import { handlersFor, optionsFor } from '@flagstaff/testkit/adapter';
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

function appOf(app: Koa, { trustProxy = false, before, mounts, routes, onError }: AdapterScenario): Koa {
  app.proxy = trustProxy;
  // Koa prints errors that it answers itself.
  app.silent = true;
  app.use(async (ctx, next) => {
    try {
      before?.(cookieSetter(ctx));
      await next();
    } catch (error) {
      if (onError === undefined) throw error;
      onError(error);
      ctx.status = 500;
      ctx.body = { error: (error as Error).message };
    }
  });
  for (const mount of mounts) app.use(flags(mount.flagstaff, optionsFor(mount, readerOf)));
  const router = new Router<Koa.DefaultState, FlagsContext>();
  for (const route of routes)
    router.get(route.path, ...handlersFor(route, { handlerOf, streamOf, requireFlag, byVariant }));
  app.use(router.routes() as Koa.Middleware);
  return app;
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
  return {
    get flags() {
      return ctx.flags;
    },
    flagsOf: (flagstaff) => flagsOf(ctx, flagstaff),
    setCookie: cookieSetter(ctx),
    ...readerOf(ctx),
  };
}

function readerOf(ctx: Pick<Koa.Context, 'get' | 'path'>): ScenarioRequest {
  return { path: ctx.path, header: (name) => ctx.get(name) || undefined };
}

function cookieSetter({ cookies }: Pick<Koa.Context, 'cookies'>): SetCookie {
  return (name, value) => void cookies.set(name, value);
}
