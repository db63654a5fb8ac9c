import { byVariant, flags, flagsOf, requireFlag } from '@flagstaff/hono';
import type { FlagsEnv } from '@flagstaff/hono';
import type {
  AdapterScenario,
  Answer,
  ScenarioRequest,
  ScenarioVisit,
  SetCookie,
  StreamRoute,
} from '@flagstaff/testkit/adapter';
import { handlersFor, optionsFor } from '@flagstaff/testkit/adapter';
import { Hono } from 'hono';
import type { Context, MiddlewareHandler } from 'hono';
import { setCookie } from 'hono/cookie';
import { stream } from 'hono/streaming';

type Env = FlagsEnv;
type Handler = MiddlewareHandler<Env>;

/** Builds the conformance suite's apps in Hono, for any runtime. */
export function appOf({ before, mounts, routes, onError }: AdapterScenario, version: typeof Hono = Hono): Hono<Env> {
  const app = new version<Env>();
  if (onError !== undefined) {
    app.onError((error, c) => {
      onError(error);
      return c.json({ error: error.message }, 500);
    });
  }
  app.use(async (c, next) => {
    before?.(cookieSetter(c));
    await next();
  });
  for (const mount of mounts) app.use(flags(mount.flagstaff, optionsFor(mount, readerOf)));
  for (const route of routes)
    app.get(route.path, ...handlersFor<Handler>(route, { handlerOf, streamOf, requireFlag, byVariant }));
  return app;
}

function handlerOf(answer: Answer): Handler {
  return async (c) => {
    const value = await answer(visitOf(c));
    return c.body(JSON.stringify(value), 200, { 'content-type': 'application/json' });
  };
}

function streamOf(chunks: StreamRoute['chunks']): Handler {
  return async (c) =>
    stream(c, async (output) => {
      for await (const chunk of chunks(visitOf(c))) await output.write(chunk);
    });
}

function visitOf(c: Context<Env>): ScenarioVisit {
  return {
    flags: c.var.flags,
    flagsOf: (flagstaff) => flagsOf(c, flagstaff),
    setCookie: cookieSetter(c),
    ...readerOf(c),
  };
}

function readerOf(c: Context): ScenarioRequest {
  return { path: c.req.path, header: (name) => c.req.header(name) };
}

function cookieSetter(c: Context): SetCookie {
  return (name, value) => setCookie(c, name, value);
}
