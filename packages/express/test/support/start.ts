import { byVariant, flags, flagsOf, requireFlag } from '@flagstaff/express';
import type { AdapterScenario, Answer, Route, ScenarioRequest, ScenarioVisit, StreamRoute } from '@flagstaff/testkit';
import { guardOptionsFor, optionsFor, variantHandlersFor } from '@flagstaff/testkit';
import type { ErrorRequestHandler, Express, Request, RequestHandler } from 'express';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { Readable } from 'node:stream';

/** Serves the conformance suite's apps with a version of Express. */
export function startWith(express: () => Express): (scenario: AdapterScenario) => Server {
  return (scenario) => createServer(appOf(express(), scenario)).listen(0, '127.0.0.1');
}

function appOf(app: Express, { mounts, routes, onError }: AdapterScenario): Express {
  for (const mount of mounts) app.use(flags(mount.flagstaff, optionsFor(mount, readerOf)));
  for (const route of routes) app.get(route.path, ...handlersOf(route));
  const answerError: ErrorRequestHandler = (error: Error, _req, res, _next) => {
    onError(error);
    res.status(500).json({ error: error.message });
  };
  return app.use(answerError);
}

function handlersOf(route: Route): RequestHandler[] {
  if (route.kind === 'answer') return [handlerOf(route.answer)];
  if (route.kind === 'stream') return [streamOf(route.chunks)];
  const options = guardOptionsFor(route, handlerOf);
  return route.kind === 'requireFlag'
    ? [requireFlag(route.flag, options), handlerOf(route.answer)]
    : [byVariant(route.flag, variantHandlersFor(route.handlers, handlerOf), options)];
}

/** Express 4 does not await promises, so errors are passed to `next`. */
function handlerOf(answer: Answer): RequestHandler {
  return (req, res, next) => {
    void (async () => {
      try {
        res.json(await answer(visitOf(req)));
      } catch (error) {
        next(error);
      }
    })();
  };
}

function streamOf(chunks: StreamRoute['chunks']): RequestHandler {
  return (req, res) =>
    void Readable.from(chunks(visitOf(req)))
      .on('error', () => {})
      .pipe(res);
}

function visitOf(req: Request): ScenarioVisit {
  return { flags: req.flags, flagsOf: (flagstaff) => flagsOf(req, flagstaff), ...readerOf(req) };
}

function readerOf(req: Request): ScenarioRequest {
  return { header: (name) => req.get(name) };
}
