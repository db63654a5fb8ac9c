// Docs: docs/adapters.md
import { FlagstaffError } from '@flagstaff/core';
import type { Evaluator, EvaluatorOptions, FlagDefinitions, Flagstaff, GivenContext } from '@flagstaff/core';
import { invalidOptions, sharedInProcess } from '@flagstaff/core/storage';
import { createEnvironmentReader } from './environment.ts';
import { parseOptions } from './options.ts';
import type { FlagsOptions } from './options.ts';
import { createOverridesReader } from './overrides/reader.ts';
import type { Overrides } from './overrides/reader.ts';
import { firstLoad } from './readiness.ts';
import type { RequestAccess } from './request-access.ts';
import { settleInTime } from './bounded.ts';
import { createVisitorId } from './visitor.ts';

/**
 * Returns the evaluator of a request, or a promise when something must be awaited (the first load, an async context, an override
 * token, stored members). Never throws or rejects. Returns the same evaluator for the same request.
 */
export type RequestFlags<Request extends object, F extends FlagDefinitions> = (
  request: Request,
) => Evaluator<F> | Promise<Evaluator<F>>;

/** Creates the framework-independent part of an adapter. @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid. */
export function createRequestFlags<Request extends object, F extends FlagDefinitions>(
  flagstaff: Flagstaff<F>,
  options: FlagsOptions<Request, F>,
  access: RequestAccess<Request>,
): RequestFlags<Request, F> {
  if (typeof flagstaff?.forContext !== 'function') {
    throw invalidOptions('`flags(flagstaff, options)` takes a client from `createFlagstaff()` first.');
  }
  const {
    context,
    awaitContext,
    readyTimeoutMs,
    visitorCookie,
    overrideTokens,
    environment,
    trackAttributes,
    lookUpMembers,
  } = parseOptions(options);
  const report = (problem: FlagstaffError): void => flagstaff.reportError(problem);
  const visitorIdOf = visitorCookie && createVisitorId(visitorCookie, access);
  const overridesOf = overrideTokens && createOverridesReader(overrideTokens, access, report);
  const environmentOf = environment && createEnvironmentReader(environment, access);
  const evaluators = evaluatorsOf(flagstaff);

  function bind(request: Request, source: () => GivenContext, visitorId?: string, served?: Overrides): Evaluator<F> {
    const preferEnvironment = environmentOf?.(request);
    const options = evaluatorOptions(visitorId, served, preferEnvironment, trackAttributes);
    const evaluator = flagstaff.forContext(source, options);
    evaluators.set(request, evaluator);
    return evaluator;
  }

  /** Returns the evaluator, after its stored members are looked up if `lookUpMembers` is on. */
  function informed(evaluator: Evaluator<F>): Evaluator<F> | Promise<Evaluator<F>> {
    return (lookUpMembers ? evaluator.lookUpMembers()?.then(() => evaluator) : undefined) ?? evaluator;
  }

  return function requestFlags(request) {
    const known = evaluators.get(request);
    if (known !== undefined) return known;

    const visitorId = visitorIdOf?.(request);
    const loading = firstLoad(flagstaff, readyTimeoutMs);
    const tokens = overridesOf?.(request);
    // The evaluator judges what the function returns, a promise too.
    const source = (() => context(request)) as () => GivenContext;
    if (loading === undefined && tokens === undefined && !awaitContext)
      return informed(bind(request, source, visitorId));

    const settled = awaitContext ? settle(source) : source;
    return Promise.all([settled, tokens, loading]).then(([given, served]) =>
      informed(bind(request, given, visitorId, served)),
    );
  };
}

/** Calls a context function and waits for it. The source throws what the function threw or rejected with. */
async function settle(read: () => GivenContext | Promise<GivenContext>): Promise<() => GivenContext> {
  try {
    const given = await settleInTime(read());
    return () => given;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

function evaluatorOptions(
  visitorId: string | undefined,
  overrides: Overrides | undefined,
  preferEnvironment: string | undefined,
  trackAttributes: boolean,
): EvaluatorOptions | undefined {
  // Most requests need no options, and an evaluator without options is the cheapest.
  if (visitorId === undefined && overrides === undefined && preferEnvironment === undefined && !trackAttributes)
    return undefined;
  return {
    ...(visitorId !== undefined && { defaultTargetingKey: visitorId }),
    ...(overrides && { forcedVariants: overrides }),
    ...(preferEnvironment !== undefined && { preferEnvironment }),
    ...(trackAttributes && { trackAttributes }),
  };
}

/** The evaluators of requests for one client. One request can have several clients. */
interface Evaluators<F extends FlagDefinitions> {
  get(request: object): Evaluator<F> | undefined;
  set(request: object, evaluator: Evaluator<F>): void;
}

type Marked = { [mark: symbol]: unknown };

const byClient = /* @__PURE__ */ sharedInProcess('evaluators', () => new WeakMap<object, Evaluators<never>>());

/**
 * Stores evaluators on the requests themselves, under one symbol per client. A `WeakMap` entry per request costs the garbage
 * collector more than everything else here together (docs/benchmarks.md, "HTTP").
 */
function evaluatorsOf<F extends FlagDefinitions>(flagstaff: Flagstaff<F>): Evaluators<F> {
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
