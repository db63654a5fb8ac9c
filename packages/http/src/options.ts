import type { Evaluator, FlagDefinitions, GivenContext } from '@flagstaff/core';
import { described, invalidOptions } from '@flagstaff/core/storage';
import { checkNames } from './check-options.ts';
import type { RequestEnvironmentOptions } from './environment.ts';
import type { OverrideTokensOptions } from './overrides/reader.ts';
import type { VisitorCookieOptions } from './visitor.ts';

/** Runs a function with an evaluator for `currentFlags()`: `runWithFlags` of `@flagstaff/core/async`. */
export type WrapHandlers<F extends FlagDefinitions> = <T>(flags: Evaluator<F>, run: () => T) => T;

/** The options of every adapter's `flags(flagstaff, options)`. `Request` is the framework's own request or context object. */
export type FlagsOptions<Request extends object, F extends FlagDefinitions = FlagDefinitions> = CommonFlagsOptions<F> &
  (SyncContext<Request> | AwaitedContext<Request>);

/** A context function that answers at once. */
export interface SyncContext<Request extends object> {
  /**
   * Returns the evaluation context of a request. Called at the first check, at most once per request, so it sees the results of
   * earlier middleware. If it throws, the context is empty and the `error` event emits. Defaults to an empty context.
   */
  readonly context?: ((request: Request) => GivenContext) | undefined;
  /** True when `context` returns a promise. Defaults to false. */
  readonly awaitContext?: false | undefined;
}

/** A context function that needs I/O. */
export interface AwaitedContext<Request extends object> {
  /**
   * Returns the evaluation context of a request, or a promise of it. Called and awaited, for up to 30 seconds, before the handlers
   * of every request. If it throws or rejects, the context is empty and the `error` event emits at the first check.
   */
  readonly context: (request: Request) => GivenContext | Promise<GivenContext>;
  /** Awaits `context`. */
  readonly awaitContext: true;
}

/** The options of every adapter, besides the context. */
export interface CommonFlagsOptions<F extends FlagDefinitions> {
  /**
   * Milliseconds that requests wait for the first load, counted once per client. After that they use defaults. 0 disables the wait.
   * Defaults to 1,000.
   */
  readonly readyTimeoutMs?: number | undefined;
  /** Sets a random visitor id in a cookie: the targeting key of contexts without `targetingKey` and `userId`. Defaults to false. */
  readonly visitorCookie?: boolean | VisitorCookieOptions | undefined;
  /** Accepts signed override tokens. Omit to accept none. */
  readonly overrideTokens?: OverrideTokensOptions | undefined;
  /** Allows requests to select one of the listed environments. Other values are ignored. Omit to allow none. */
  readonly environment?: RequestEnvironmentOptions | undefined;
  /** Records which attributes evaluation reads, for `flags.vary()`. Defaults to false. */
  readonly trackAttributes?: boolean | undefined;
  /**
   * Looks up the subject in segments with stored members before the handlers of every request, which calls the context function there.
   * Defaults to false: handlers may `await flags.lookUpMembers()` themselves.
   */
  readonly lookUpMembers?: boolean | undefined;
  /** `runWithFlags` of `@flagstaff/core/async`. Makes `currentFlags()` available to everything that the handlers call. Defaults to none. */
  readonly wrap?: WrapHandlers<F> | undefined;
}

export interface Settings<Request extends object> {
  readonly context: (request: Request) => GivenContext | Promise<GivenContext>;
  readonly awaitContext: boolean;
  readonly readyTimeoutMs: number;
  readonly visitorCookie: VisitorCookieOptions | undefined;
  readonly overrideTokens: OverrideTokensOptions | undefined;
  readonly environment: RequestEnvironmentOptions | undefined;
  readonly trackAttributes: boolean;
  readonly lookUpMembers: boolean;
}

const OPTIONS: { readonly [name in keyof FlagsOptions<object>]-?: true } = {
  context: true,
  awaitContext: true,
  readyTimeoutMs: true,
  visitorCookie: true,
  overrideTokens: true,
  environment: true,
  trackAttributes: true,
  lookUpMembers: true,
  wrap: true,
};

const MAX_TIMER_MS = 2_147_483_647;

/** Validates the options and applies defaults. @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid. */
export function parseOptions<Request extends object, F extends FlagDefinitions>(
  options: FlagsOptions<Request, F>,
): Settings<Request> {
  checkNames('flags', options, OPTIONS);
  const {
    context = () => undefined,
    awaitContext = false,
    readyTimeoutMs = 1_000,
    visitorCookie = false,
    trackAttributes = false,
    lookUpMembers = false,
    overrideTokens,
    environment,
  } = options;
  checkFunction('context', context);
  checkFunction('wrap', options.wrap);
  if (typeof awaitContext !== 'boolean') throw invalidOptions('awaitContext must be true or false.');
  if (awaitContext && options.context === undefined) throw invalidOptions('awaitContext needs a `context` to await.');
  if (typeof readyTimeoutMs !== 'number' || !(readyTimeoutMs >= 0 && readyTimeoutMs <= MAX_TIMER_MS)) {
    throw invalidOptions(
      `readyTimeoutMs is ${described(readyTimeoutMs)}. Pass milliseconds from 0 to ${MAX_TIMER_MS}.`,
    );
  }
  if (typeof visitorCookie !== 'boolean' && (typeof visitorCookie !== 'object' || visitorCookie === null)) {
    throw invalidOptions('visitorCookie must be true, false or an object with cookie options.');
  }
  if (typeof trackAttributes !== 'boolean') throw invalidOptions('trackAttributes must be true or false.');
  if (typeof lookUpMembers !== 'boolean') throw invalidOptions('lookUpMembers must be true or false.');
  return {
    context,
    awaitContext,
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
