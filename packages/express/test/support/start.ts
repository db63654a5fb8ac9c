import { byVariant, flags, flagsOf, requireFlag } from '@flagstaff/express';
import type {
  AdapterScenario,
  Answer,
  ScenarioRequest,
  ScenarioVisit,
  SetCookie,
  StreamRoute,
} from '@flagstaff/testkit/adapter';
import { handlersFor, optionsFor } from '@flagstaff/testkit/adapter';
import type { ErrorRequestHandler, Express, Request, RequestHandler, Response } from 'express';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { Readable } from 'node:stream';

/** Serves the conformance suite's apps with a version of Express. */
export function startWith(express: () => Express): (scenario: AdapterScenario) => Server {
  return (scenario) => createServer(appOf(express(), scenario)).listen(0, '127.0.0.1');
}

function appOf(app: Express, { trustProxy = false, before, mounts, routes, onError }: AdapterScenario): Express {
  app.set('trust proxy', trustProxy);
  app.use((_req, res, next) => {
    before?.(cookieSetter(res));
    next();
  });
  for (const mount of mounts) app.use(flags(mount.flagstaff, optionsFor(mount, readerOf)));
  for (const route of routes)
    app.get(route.path, ...handlersFor(route, { handlerOf, streamOf, requireFlag, byVariant }));
  if (onError === undefined) return app;
  const answerError: ErrorRequestHandler = (error: Error, _req, res, _next) => {
    onError(error);
    res.status(500).json({ error: error.message });
  };
  return app.use(answerError);
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
  return {
    get flags() {
      return req.flags;
    },
    flagsOf: (flagstaff) => flagsOf(req, flagstaff),
    setCookie: cookieSetter(req.res!),
    ...readerOf(req),
  };
}

function readerOf(req: Request): ScenarioRequest {
  return { path: req.path, header: (name) => req.get(name) };
}

function cookieSetter(res: Response): SetCookie {
  return (name, value) => void res.cookie(name, value);
}
