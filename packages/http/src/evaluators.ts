import { FlagstaffError } from '@flagstaff/core';
import type { Evaluator, FlagDefinitions, Flagstaff } from '@flagstaff/core';

/** The evaluators of requests, for one client: several clients can serve one request. */
export interface Evaluators<F extends FlagDefinitions> {
  get(request: object): Evaluator<F> | undefined;
  set(request: object, evaluator: Evaluator<F>): void;
}

type Marked = { [mark: symbol]: unknown };

const byClient = new WeakMap<object, Evaluators<never>>();

/**
 * A client's evaluators are kept on the requests themselves, each client's under a symbol of its own: a `WeakMap` with an entry for each
 * request costs the garbage collector more than everything else here together (docs/benchmarks.md, "HTTP").
 */
export function evaluatorsOf<F extends FlagDefinitions>(flagstaff: Flagstaff<F>): Evaluators<F> {
  let evaluators = byClient.get(flagstaff) as Evaluators<F> | undefined;
  if (evaluators === undefined) {
    const mark = Symbol('flagstaff');
    evaluators = {
      // Only this client's evaluators are ever put there.
      get: (request) => (request as Marked)[mark] as Evaluator<F> | undefined,
      set(request, evaluator) {
        (request as Marked)[mark] = evaluator;
      },
    };
    byClient.set(flagstaff, evaluators as unknown as Evaluators<never>);
  }
  return evaluators;
}

/**
 * The flags of a request, by client: exactly typed, and right where several clients serve one app.
 *
 * @param request What the framework hands to handlers: Express's `req`, Fastify's `request`, Koa's or Hono's context.
 * @throws FlagstaffError `NO_CURRENT_FLAGS` where the middleware of that client has not run for the request.
 */
export function flagsOf<F extends FlagDefinitions>(request: object, flagstaff: Flagstaff<F>): Evaluator<F> {
  return found(evaluatorsOf(flagstaff).get(request));
}

/** The flags that a guard asks: those of the client that it names, else those of the middleware that was mounted last. */
export function guardFlags<F extends FlagDefinitions>(
  request: object,
  mounted: Evaluator<F> | undefined,
  flagstaff: Flagstaff<F> | undefined,
): Evaluator<F> {
  return flagstaff === undefined ? found(mounted) : flagsOf(request, flagstaff);
}

function found<E>(evaluator: E | undefined): E {
  if (evaluator === undefined) {
    throw new FlagstaffError(
      'NO_CURRENT_FLAGS',
      'This request has no flags yet: mount `flags(flagstaff)` before the handlers and guards that ask for them.',
    );
  }
  return evaluator;
}
