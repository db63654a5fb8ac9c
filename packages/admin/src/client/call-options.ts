import type { BodyOf, QueryOf, RouteName } from './admin-api.ts';

/** The names of the parameters in a path. */
export type ParamNames<R extends string> = R extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParamNames<Rest>
  : never;

/** The parameters of a route's path. `kind` is `flags`, `segments` or `environments`. */
export type ParamsOf<R extends RouteName> = { readonly [name in ParamNames<R>]: string | number };

/** Whether a route takes a body. A route without one has a body of no type, or of any. */
export type HasBody<R extends RouteName> = [Exclude<BodyOf<R>, undefined>] extends [never]
  ? false
  : unknown extends BodyOf<R>
    ? false
    : true;

/** What a call sends. Parts that a route does not have are left out. */
export type CallOptions<R extends RouteName> = ([ParamNames<R>] extends [never]
  ? {
      /** The path has no parameters. */
      readonly params?: undefined;
    }
  : {
      /** The parameters of the path. */
      readonly params: ParamsOf<R>;
    }) &
  (HasBody<R> extends true
    ? {
        /** The body, serialized as JSON. */
        readonly body: Exclude<BodyOf<R>, undefined>;
      }
    : {
        /** The route takes no body. */
        readonly body?: undefined;
      }) & {
    /** The query. Defaults to none. */
    readonly query?: QueryOf<R>;
    /** The ETag of the document that is changed. Required to change one. */
    readonly ifMatch?: string | undefined;
    /** A UUID, which makes a repeated write the same commit. */
    readonly idempotencyKey?: string | undefined;
    /** Cancels the request. Defaults to none. */
    readonly signal?: AbortSignal | undefined;
  };
