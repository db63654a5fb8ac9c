import { FlagstaffError } from '@flagstaff/core';
import { sharedInProcess } from '@flagstaff/core/storage';
import type { Evaluator, FlagDefinitions, Flagstaff } from '@flagstaff/core';

/** The evaluators of requests for one client. One request can have several clients. */
export interface Evaluators<F extends FlagDefinitions> {
  get(request: object): Evaluator<F> | undefined;
  set(request: object, evaluator: Evaluator<F>): void;
}

type Marked = { [mark: symbol]: unknown };

const byClient = /* @__PURE__ */ sharedInProcess('evaluators', () => new WeakMap<object, Evaluators<never>>());

/**
 * Stores evaluators on the requests themselves, under one symbol per client. A `WeakMap` entry per request costs the garbage
 * collector more than everything else here together (docs/benchmarks.md, "HTTP").
 */
export function evaluatorsOf<F extends FlagDefinitions>(flagstaff: Flagstaff<F>): Evaluators<F> {
  let evaluators = byClient.get(flagstaff) as Evaluators<F> | undefined;
  if (evaluators === undefined) {
    const mark = Symbol('flagstaff');
    evaluators = {
      // Only this client's evaluators are ever stored under this symbol.
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
 * Returns a client's evaluator for a request, exactly typed. Use it when several clients serve one app.
 *
 * @param request The object that the framework passes to handlers: Express's `req`, Fastify's `request`, Koa's or Hono's context.
 * @throws {FlagstaffError} NO_CURRENT_FLAGS when the client's middleware has not run for the request.
 */
export function flagsOf<F extends FlagDefinitions>(request: object, flagstaff: Flagstaff<F>): Evaluator<F> {
  return found(evaluatorsOf(flagstaff).get(request));
}

/** Returns the evaluator that a guard uses: of the client that the guard names, or of the middleware mounted last. */
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
      'This request has no flags yet. Mount `flags(flagstaff)` before the handlers and guards that use them.',
    );
  }
  return evaluator;
}
