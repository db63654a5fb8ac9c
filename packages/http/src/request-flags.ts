// Docs: docs/adapters.md
import { invalidOptions } from '@flagstaff/core/storage';
import type {
  Evaluator,
  EvaluatorOptions,
  FlagDefinitions,
  Flagstaff,
  FlagstaffError,
  GivenContext,
} from '@flagstaff/core';
import { createEnvironmentReader } from './environment.ts';
import { evaluatorsOf } from './evaluators.ts';
import { parseOptions } from './options.ts';
import type { FlagsOptions } from './options.ts';
import { createOverridesReader } from './overrides/reader.ts';
import type { Overrides } from './overrides/reader.ts';
import { firstLoad } from './readiness.ts';
import type { RequestAccess } from './request-access.ts';
import { settleInTime } from './settle-in-time.ts';
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
