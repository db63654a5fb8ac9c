import type { Evaluator, Flagstaff, JsonValue } from '@flagstaff/core';
import type { FlagsOptions, GuardOptions } from '@flagstaff/http';

/** A client without definitions: the suite asks for flags that only its own documents know. */
export type AnyFlagstaff = Flagstaff;

/** What the suite's context functions read of a framework's request. */
export interface ScenarioRequest {
  readonly header: (name: string) => string | undefined;
}

/** What the suite's handlers see. */
export interface ScenarioVisit extends ScenarioRequest {
  /** The evaluator where the framework puts it: `req.flags`, `ctx.flags`, `c.var.flags`. */
  readonly flags: Evaluator;
  /** The adapter's `flagsOf` for this request. */
  readonly flagsOf: (flagstaff: AnyFlagstaff) => Evaluator;
}

/** Makes the JSON that a handler answers with. Throws or rejects where the suite wants an error. */
export type Answer = (visit: ScenarioVisit) => JsonValue | Promise<JsonValue>;

/** One `flags(flagstaff, options)` at the top of the app. */
export interface Mount {
  readonly flagstaff: AnyFlagstaff;
  readonly options?: FlagsOptions<ScenarioRequest>;
}

/** What a route with a guard asks. */
export interface Guarded {
  readonly flag: string;
  /** A status, or a handler of the app's own. */
  readonly otherwise?: number | Answer;
  /** The client that the guard names. */
  readonly flagstaff?: AnyFlagstaff;
}

/** A route that answers with text, bit by bit. */
export interface StreamRoute {
  readonly kind: 'stream';
  readonly chunks: (visit: ScenarioVisit) => AsyncIterable<string>;
}

/** A GET route. */
export type Route = { readonly path: string } & (
  | { readonly kind: 'answer'; readonly answer: Answer }
  | StreamRoute
  | ({ readonly kind: 'requireFlag'; readonly answer: Answer } & Guarded)
  | ({ readonly kind: 'byVariant'; readonly handlers: { readonly [variant: string]: Answer } } & Guarded)
);

/** An app to build: the mounts in their order, then the routes. */
export interface AdapterScenario {
  readonly mounts: readonly Mount[];
  readonly routes: readonly Route[];
  /**
   * To be called from the framework's own error handling, with what reached it. The app then answers 500 and
   * `{ "error": error.message }`.
   */
  readonly onError: (error: unknown) => void;
}

/** The options of a mount, its context functions given a framework's own request. */
export function optionsFor<Request extends object>(
  mount: Mount,
  reader: (request: Request) => ScenarioRequest,
): FlagsOptions<Request> {
  const { context, asyncContext, ...others } = mount.options ?? {};
  return {
    ...others,
    ...(context && { context: (request: Request) => context(reader(request)) }),
    ...(asyncContext && { asyncContext: (request: Request) => asyncContext(reader(request)) }),
  };
}

/** The options of a route's guard, its own handler given as the framework has them. */
export function guardOptionsFor<Handler>(
  { otherwise, flagstaff }: Guarded,
  handlerOf: (answer: Answer) => Handler,
): GuardOptions<Handler> {
  return {
    ...(otherwise === undefined ? {} : { fallback: typeof otherwise === 'number' ? otherwise : handlerOf(otherwise) }),
    ...(flagstaff === undefined ? {} : { flagstaff }),
  };
}

/** The handlers of a `byVariant` route as the framework has them. */
export function variantHandlersFor<Handler>(
  handlers: { readonly [variant: string]: Answer },
  handlerOf: (answer: Answer) => Handler,
): { readonly [variant: string]: Handler } {
  return Object.fromEntries(Object.entries(handlers).map(([variant, answer]) => [variant, handlerOf(answer)]));
}
