// Docs: docs/adapters.md
import express from 'express';
import type { Evaluator, FlagDefinitions, Flagstaff } from '@flagstaff/core';
import { continueWith, createRequestFlags, explainAbsence } from '@flagstaff/http';
import type { FlagsOptions, RequestAccess } from '@flagstaff/http';
import type { Request, RequestHandler } from 'express';

declare global {
  namespace Express {
    interface Request {
      /** The flags of this request. Available after `flags(flagstaff)` has run. */
      flags: Evaluator;
    }
  }
}

const access: RequestAccess<Request> = {
  header: (req, name) => req.get(name),
  url: (req) => req.originalUrl,
  isSecure: (req) => req.secure,
  appendCookie(req, cookie) {
    if (req.res?.headersSent === false) req.res.append('Set-Cookie', cookie);
  },
};

/**
 * Adds an evaluator to every request: `req.flags`, or `flagsOf(req, flagstaff)` with exact types.
 *
 * Mounting it twice has no further effect. With several clients, `req.flags` belongs to the last one mounted.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid.
 * @example
 * app.use(flags(flagstaff, { context: (req) => ({ targetingKey: req.get('x-user') }) }));
 * app.get('/', (req, res) => res.json({ checkout: req.flags.isEnabled('new-checkout') }));
 */
export function flags<F extends FlagDefinitions, R extends Request = Request>(
  flagstaff: Flagstaff<F>,
  options: FlagsOptions<R, NoInfer<F>> = {},
): RequestHandler {
  const requestFlags = createRequestFlags(flagstaff, options, access);
  explainAbsence(express.request, 'req.flags');
  const { wrap } = options;

  return function flags(req, _res, next) {
    function proceed(evaluator: Evaluator<F>): void {
      // The global type knows only the registered flags; `flagsOf` knows the client's.
      req.flags = evaluator as unknown as Evaluator;
      if (wrap === undefined) next();
      else continueWith(wrap, evaluator, next);
    }

    const evaluator = requestFlags(req as R);
    if (evaluator instanceof Promise) evaluator.then(proceed).then(undefined, next);
    else proceed(evaluator);
  };
}
