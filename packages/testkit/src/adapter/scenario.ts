import type { Evaluator, Flagstaff, JsonValue } from '@flagstaff/core';
import type { FlagsOptions, GuardOptions } from '@flagstaff/http';

/** A client without definitions: the suite uses flags that only its own documents contain. */
export type AnyFlagstaff = Flagstaff;

/** The parts of a framework's request that the suite's context functions read. */
export interface ScenarioRequest {
  /** The path without the query. */
  readonly path: string;
  /** Returns a request header. Undefined when it is absent. */
  readonly header: (name: string) => string | undefined;
}

/** Adds a cookie to the response, in the framework's own way. */
export type SetCookie = (name: string, value: string) => void;

/** The input of the suite's handlers. */
export interface ScenarioVisit extends ScenarioRequest {
  /** The evaluator that the framework exposes: `req.flags`, `ctx.flags`, `c.var.flags`. */
  readonly flags: Evaluator;
  /** The adapter's `flagsOf` for this request. */
  readonly flagsOf: (flagstaff: AnyFlagstaff) => Evaluator;
  /** Adds a cookie to the response of this request. */
  readonly setCookie: SetCookie;
}

/** Returns the JSON response of a handler. Throws or rejects when the case wants an error. */
export type Answer = (visit: ScenarioVisit) => JsonValue | Promise<JsonValue>;

/** One `flags(flagstaff, options)` mounted at the root of the app. */
export interface Mount {
  /** The client. */
  readonly flagstaff: AnyFlagstaff;
  /** The options of the middleware. Defaults to none. */
  readonly options?: FlagsOptions<ScenarioRequest>;
}

/** The options of a guarded route. */
export interface Guarded {
  /** The key of the flag. */
  readonly flag: string;
  /** A status, or a handler of the app's own. */
  readonly otherwise?: number | Answer;
  /** The guard's `flagstaff` option. */
  readonly flagstaff?: AnyFlagstaff;
}

/** A route that streams text in chunks. */
export interface StreamRoute {
  /** A streaming route. */
  readonly kind: 'stream';
  /** Produces the chunks. */
  readonly chunks: (visit: ScenarioVisit) => AsyncIterable<string>;
}

/** A GET route. */
export type Route = {
  /** The path, without parameters. */
  readonly path: string;
} & (
  | {
      /** A route without a guard. */
      readonly kind: 'answer';
      /** Answers the request. */
      readonly answer: Answer;
    }
  | StreamRoute
  | ({
      /** A route behind `requireFlag`. */
      readonly kind: 'requireFlag';
      /** Answers while the flag is on. */
      readonly answer: Answer;
    } & Guarded)
  | ({
      /** A route that `byVariant` dispatches. */
      readonly kind: 'byVariant';
      /** Answers by variant. */
      readonly handlers: { readonly [variant: string]: Answer };
    } & Guarded)
);

/** An app to build: the earlier middleware, the mounts in order, then the routes. */
export interface AdapterScenario {
  /** True for an app that trusts the headers of its proxy, such as `x-forwarded-proto`. */
  readonly trustProxy?: boolean;
  /** Middleware that runs before the mounts. */
  readonly before?: (setCookie: SetCookie) => void;
  /** The middleware to mount, in order. */
  readonly mounts: readonly Mount[];
  /** The routes, after the mounts. */
  readonly routes: readonly Route[];
  /**
   * Call it from the framework's error handling with the error. The app then responds 500 and `{ "error": error.message }`.
   * Undefined for an app that leaves errors to the framework.
   */
  readonly onError: ((error: unknown) => void) | undefined;
}

/** Adapts the options of a mount to a framework's own request. */
export function optionsFor<Request extends object>(
  mount: Mount,
  reader: (request: Request) => ScenarioRequest,
): FlagsOptions<Request> {
  const { options = {} } = mount;
  if (options.awaitContext === true) {
    const { context } = options;
    return { ...options, context: (request) => context(reader(request)) };
  }
  const { context, ...others } = options;
  return context === undefined ? others : { ...others, context: (request) => context(reader(request)) };
}

/** Adapts the options of a guard to a framework's own handlers. */
export function guardOptionsFor<Handler>(
  { otherwise, flagstaff }: Guarded,
  handlerOf: (answer: Answer) => Handler,
): GuardOptions<Handler> {
  return {
    ...(otherwise === undefined ? {} : { fallback: typeof otherwise === 'number' ? otherwise : handlerOf(otherwise) }),
    ...(flagstaff === undefined ? {} : { flagstaff }),
  };
}

/** Adapts the handlers of a `byVariant` route to a framework's own handlers. */
export function variantHandlersFor<Handler>(
  handlers: { readonly [variant: string]: Answer },
  handlerOf: (answer: Answer) => Handler,
): { readonly [variant: string]: Handler } {
  return Object.fromEntries(Object.entries(handlers).map(([variant, answer]) => [variant, handlerOf(answer)]));
}

/** The adapter's guards, and how handlers of the suite become handlers of the framework. */
export interface HandlerFactories<Handler> {
  /** Creates a handler that responds with JSON. */
  readonly handlerOf: (answer: Answer) => Handler;
  /** Creates a handler that streams text. */
  readonly streamOf: (chunks: StreamRoute['chunks']) => Handler;
  /** The adapter's `requireFlag`. */
  readonly requireFlag: (flag: string, options: GuardOptions<Handler>) => Handler;
  /** The adapter's `byVariant`. */
  readonly byVariant: (
    flag: string,
    handlers: { readonly [variant: string]: Handler },
    options: GuardOptions<Handler>,
  ) => Handler;
}

/** Creates the handlers of a route, for frameworks in which a guard is a handler before others. */
export function handlersFor<Handler>(
  route: Route,
  { handlerOf, streamOf, requireFlag, byVariant }: HandlerFactories<Handler>,
): [Handler, ...Handler[]] {
  if (route.kind === 'answer') return [handlerOf(route.answer)];
  if (route.kind === 'stream') return [streamOf(route.chunks)];
  const options = guardOptionsFor(route, handlerOf);
  return route.kind === 'requireFlag'
    ? [requireFlag(route.flag, options), handlerOf(route.answer)]
    : [byVariant(route.flag, variantHandlersFor(route.handlers, handlerOf), options)];
}
