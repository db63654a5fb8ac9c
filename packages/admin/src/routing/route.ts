import type { Static, TObject, TProperties, TSchema } from 'typebox';
import type { Access } from '../identity/access.ts';
import type { Identity, Permission } from '../identity/identity.ts';
import type { Service } from '../service.ts';

/** The methods of routes. `HEAD` is answered wherever `GET` is. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A request that was admitted, with its parsed parts. */
export interface Call<Query = unknown, Body = unknown> {
  readonly request: Request;
  /** The parameters of the path, by name. */
  readonly params: { readonly [name: string]: string };
  readonly query: Query;
  readonly body: Body;
  readonly identity: Identity;
  readonly access: Access;
  readonly service: Service;
  /** The mount, for `Location`. */
  readonly base: string;
  /** Names the caller's event streams. */
  readonly caller: string;
}

/** The response to a call. */
export interface Reply {
  /** Defaults to 200. */
  readonly status?: number;
  /** JSON. Absent for a response without a body. */
  readonly body?: unknown;
  readonly headers?: { readonly [name: string]: string };
}

/** One route: the router, the OpenAPI document, the tests and the types of clients are made from it. */
export interface Route<Q extends TProperties = TProperties, B extends TSchema = TSchema, A extends Answers = Answers> {
  readonly method: Method;
  /** Below `/api/v1`. `{kind}` stands for `flags`, `segments` and `environments`. */
  readonly path: `/${string}`;
  /** Says what the route does, in the imperative. */
  readonly summary: string;
  readonly query: TObject<Q>;
  /** Undefined for a request without a body. */
  readonly body: B | undefined;
  /** The success statuses, with their bodies. Null: no body. */
  readonly answers: A;
  /** Request headers that the route reads. */
  readonly headers: readonly RequestHeader[];
  /** What the caller needs at least, in some environment. The handler checks each environment that a write affects. */
  readonly permission: Permission;
  readonly handle: (call: Call<Static<TObject<Q>>, Static<B>>) => Promise<Reply | Response> | Reply | Response;
}

/** Success statuses, with the schemas of their bodies. */
export interface Answers {
  readonly [status: number]: TSchema | null;
}

/** A request header that a route reads. */
export type RequestHeader = 'If-Match' | 'If-None-Match' | 'Idempotency-Key' | 'Last-Event-ID';
