import type { Evaluator, FlagDefinitions } from '@flagstaff/core';
import { described, invalidOptions } from '@flagstaff/core/storage';
import { checkNames } from './check-options.ts';
import type { GivenContext } from './context.ts';
import type { RequestEnvironmentOptions } from './environment.ts';
import type { OverrideTokensOptions } from './overrides/reader.ts';
import type { VisitorCookieOptions } from './visitor.ts';

/** Runs a function during which `currentFlags()` answers: `runWithFlags` of `@flagstaff/core/async`. */
export type WrapHandlers<F extends FlagDefinitions> = <T>(flags: Evaluator<F>, run: () => T) => T;

/** The options of every adapter's `flags(flagstaff, options)`. `Request` is the framework's own request or context object. */
export interface FlagsOptions<Request extends object, F extends FlagDefinitions = FlagDefinitions> {
  /**
   * Who the flags are asked for. Called at the first check, at most once per request, so what earlier middleware found out is
   * there. Should it throw, the request is evaluated with an empty context and the `problem` event tells. Default: empty.
   */
  readonly context?: (request: Request) => GivenContext;
  /** The same where it takes I/O: awaited before the handlers of every request. Not together with `context`. */
  readonly asyncContext?: (request: Request) => Promise<GivenContext>;
  /**
   * Milliseconds that requests wait, counted once per client, while nothing has been loaded yet; then they run on defaults. 0:
   * never. Default 1,000.
   */
  readonly readyTimeoutMs?: number;
  /** Gives browsers a random id in a cookie: the targeting key of a context with neither `targetingKey` nor `userId`. Default false. */
  readonly visitorCookie?: boolean | VisitorCookieOptions;
  /** Accepts signed override tokens. Default: none are. */
  readonly overrideTokens?: OverrideTokensOptions;
  /** Lets requests ask for one of a list of environments. What they ask for otherwise is ignored. Default: none may. */
  readonly environment?: RequestEnvironmentOptions;
  /** Notes which attributes answers look at, for `flags.vary()`. Default false. */
  readonly trackAttributes?: boolean;
  /**
   * Looks up in which segments with stored members the request's subject is, before the handlers of every request: the context function is
   * then called there. Default false: handlers may `await flags.lookUpMembers()` themselves.
   */
  readonly lookUpMembers?: boolean;
  /** `runWithFlags` of `@flagstaff/core/async`: lets `currentFlags()` answer wherever the handlers' calls lead. */
  readonly wrap?: WrapHandlers<F>;
}

export interface Settings<Request extends object> {
  readonly context: ((request: Request) => GivenContext) | undefined;
  readonly asyncContext: ((request: Request) => Promise<GivenContext>) | undefined;
  readonly readyTimeoutMs: number;
  readonly visitorCookie: VisitorCookieOptions | undefined;
  readonly overrideTokens: OverrideTokensOptions | undefined;
  readonly environment: RequestEnvironmentOptions | undefined;
  readonly trackAttributes: boolean;
  readonly lookUpMembers: boolean;
}

const OPTIONS: { readonly [name in keyof FlagsOptions<object>]-?: true } = {
  context: true,
  asyncContext: true,
  readyTimeoutMs: true,
  visitorCookie: true,
  overrideTokens: true,
  environment: true,
  trackAttributes: true,
  lookUpMembers: true,
  wrap: true,
};

const MAX_TIMER_MS = 2_147_483_647;

/** The options with their defaults. Throws `INVALID_OPTIONS`. */
export function parseOptions<Request extends object, F extends FlagDefinitions>(
  options: FlagsOptions<Request, F>,
): Settings<Request> {
  checkNames('flags', options, Object.keys(OPTIONS));
  const {
    context,
    asyncContext,
    readyTimeoutMs = 1_000,
    visitorCookie = false,
    trackAttributes = false,
    lookUpMembers = false,
    overrideTokens,
    environment,
  } = options;
  checkFunction('context', context);
  checkFunction('asyncContext', asyncContext);
  checkFunction('wrap', options.wrap);
  if (context !== undefined && asyncContext !== undefined) {
    throw invalidOptions('Give either `context` or `asyncContext`, not both.');
  }
  if (typeof readyTimeoutMs !== 'number' || !(readyTimeoutMs >= 0 && readyTimeoutMs <= MAX_TIMER_MS)) {
    throw invalidOptions(
      `readyTimeoutMs is ${described(readyTimeoutMs)}; give milliseconds from 0 to ${MAX_TIMER_MS}.`,
    );
  }
  if (typeof visitorCookie !== 'boolean' && (typeof visitorCookie !== 'object' || visitorCookie === null)) {
    throw invalidOptions('visitorCookie is neither true, false nor an object with the options of the cookie.');
  }
  if (typeof trackAttributes !== 'boolean') throw invalidOptions('trackAttributes is neither true nor false.');
  if (typeof lookUpMembers !== 'boolean') throw invalidOptions('lookUpMembers is neither true nor false.');
  return {
    context,
    asyncContext,
    readyTimeoutMs,
    visitorCookie: visitorCookie === true ? {} : visitorCookie === false ? undefined : visitorCookie,
    overrideTokens,
    environment,
    trackAttributes,
    lookUpMembers,
  };
}

function checkFunction(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'function') throw invalidOptions(`${name} is not a function.`);
}
