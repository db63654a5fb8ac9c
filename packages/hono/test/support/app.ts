import { byVariant, flags, flagsOf, requireFlag } from '@flagstaff/hono';
import type { FlagsEnv } from '@flagstaff/hono';
import type { AdapterScenario, Answer, Route, ScenarioRequest, ScenarioVisit, StreamRoute } from '@flagstaff/testkit';
import { guardOptionsFor, optionsFor, variantHandlersFor } from '@flagstaff/testkit';
import { Hono } from 'hono';
import type { Context, MiddlewareHandler } from 'hono';
import { stream } from 'hono/streaming';

type Env = FlagsEnv;
type Handler = MiddlewareHandler<Env>;

/** Builds the conformance suite's apps in Hono, for any runtime. */
export function appOf({ mounts, routes, onError }: AdapterScenario): Hono<Env> {
  const app = new Hono<Env>();
  app.onError((error, c) => {
    onError(error);
    return c.json({ error: error.message }, 500);
  });
  for (const mount of mounts) app.use(flags(mount.flagstaff, optionsFor(mount, readerOf)));
  for (const route of routes) app.get(route.path, ...handlersOf(route));
  return app;
}

function handlersOf(route: Route): [Handler, ...Handler[]] {
  if (route.kind === 'answer') return [handlerOf(route.answer)];
  if (route.kind === 'stream') return [streamOf(route.chunks)];
  const options = guardOptionsFor(route, handlerOf);
  return route.kind === 'requireFlag'
    ? [requireFlag(route.flag, options), handlerOf(route.answer)]
    : [byVariant(route.flag, variantHandlersFor(route.handlers, handlerOf), options)];
}

function handlerOf(answer: Answer): Handler {
  return async (c) => Response.json(await answer(visitOf(c)));
}

function streamOf(chunks: StreamRoute['chunks']): Handler {
  return async (c) =>
    stream(c, async (output) => {
      for await (const chunk of chunks(visitOf(c))) await output.write(chunk);
    });
}

function visitOf(c: Context<Env>): ScenarioVisit {
  return { flags: c.var.flags, flagsOf: (flagstaff) => flagsOf(c, flagstaff), ...readerOf(c) };
}

function readerOf(c: Context): ScenarioRequest {
  return { header: (name) => c.req.header(name) };
}
