// Docs: docs/adapters.md
import { invalidOptions } from '@flagstaff/core/storage';
import type {
  ContextSource,
  EvaluationContext,
  Evaluator,
  EvaluatorOptions,
  FlagDefinitions,
  Flagstaff,
  FlagstaffError,
} from '@flagstaff/core';
import { createContextReader } from './context.ts';
import { createEnvironmentReader } from './environment.ts';
import { evaluatorsOf } from './evaluators.ts';
import { parseOptions } from './options.ts';
import type { FlagsOptions } from './options.ts';
import { createOverridesReader } from './overrides/reader.ts';
import type { Overrides } from './overrides/reader.ts';
import { firstLoad } from './readiness.ts';
import type { RequestAccess } from './request-access.ts';
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
    asyncContext,
    readyTimeoutMs,
    visitorCookie,
    overrideTokens,
    environment,
    trackAttributes,
    lookUpMembers,
  } = parseOptions(options);
  const report = (problem: FlagstaffError): void => flagstaff.reportError(problem);
  const contexts = createContextReader(report);
  const visitorIdOf = visitorCookie && createVisitorId(visitorCookie, access);
  const overridesOf = overrideTokens && createOverridesReader(overrideTokens, access, report);
  const environmentOf = environment && createEnvironmentReader(environment, access);
  const evaluators = evaluatorsOf(flagstaff);

  function bind(request: Request, source: ContextSource, served?: Overrides): Evaluator<F> {
    const preferEnvironment = environmentOf?.(request);
    const evaluator = flagstaff.forContext(source, evaluatorOptions(served, preferEnvironment, trackAttributes));
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
    const lazy = (): EvaluationContext => contexts.now(() => context?.(request), visitorId);
    if (loading === undefined && tokens === undefined && asyncContext === undefined)
      return informed(bind(request, lazy));

    const eager = asyncContext && contexts.later(() => asyncContext(request), visitorId);
    return Promise.all([eager, tokens, loading]).then(([given, served]) =>
      informed(bind(request, given ?? lazy, served)),
    );
  };
}

function evaluatorOptions(
  overrides: Overrides | undefined,
  preferEnvironment: string | undefined,
  trackAttributes: boolean,
): EvaluatorOptions | undefined {
  // Most requests need no options, and an evaluator without options is the cheapest.
  if (overrides === undefined && preferEnvironment === undefined && !trackAttributes) return undefined;
  return {
    ...(overrides && { forcedVariants: overrides }),
    ...(preferEnvironment !== undefined && { preferEnvironment }),
    ...(trackAttributes && { trackAttributes }),
  };
}
