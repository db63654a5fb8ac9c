import type { Static, TSchema } from 'typebox';
import type { ROUTES } from '../routes/routes.ts';

/** The routes of the API by method and path, below `/api/v1`: what each takes, and what it answers. `{kind}` is `flags`, `segments` or `environments`. */
export type AdminApi = {
  readonly [R in keyof typeof ROUTES]: {
    /** The query. */
    readonly query: Static<(typeof ROUTES)[R]['query']>;
    /** The body. Undefined when the route takes none. */
    readonly body: Exclude<(typeof ROUTES)[R]['body'], undefined> extends infer S extends TSchema
      ? Static<S>
      : undefined;
    /** The body of a successful response. Null when it has none. */
    readonly answer: {
      [S in keyof (typeof ROUTES)[R]['answers']]: (typeof ROUTES)[R]['answers'][S] extends infer A extends TSchema
        ? Static<A>
        : null;
    }[keyof (typeof ROUTES)[R]['answers']];
  };
};

/** The name of a route, such as `GET /flags/{key}`. */
export type RouteName = keyof AdminApi;

/** The body of a successful response. */
export type AnswerOf<R extends RouteName> = AdminApi[R]['answer'];

/** The query of a route. */
export type QueryOf<R extends RouteName> = AdminApi[R]['query'];

/** The body of a request. */
export type BodyOf<R extends RouteName> = AdminApi[R]['body'];
