import { Type } from '../schemas/type.ts';
import type { TObject, TProperties, TSchema } from 'typebox';
import type { Answers, Route } from './route.ts';

/** A query without parameters. */
type NoProperties = { readonly [name in never]: TSchema };

/** The parts of a route. Those that are omitted are empty. */
type RouteParts<Q extends TProperties, B extends TSchema, A extends Answers> = Pick<
  Route<Q, B, A>,
  'method' | 'path' | 'summary' | 'answers' | 'handle'
> &
  Partial<Pick<Route<Q, B, A>, 'headers' | 'permission'>> & { readonly query?: Q; readonly body?: B };

/** Completes a route. The permission defaults to `read`. */
export function defineRoute<A extends Answers, Q extends TProperties = NoProperties, B extends TSchema = TSchema>(
  parts: RouteParts<Q, B, A>,
): Route<Q, B, A> {
  const { query, body, headers = [], permission = 'read', ...others } = parts;
  return { ...others, headers, permission, body, query: queryOf(query) };
}

function queryOf<Q extends TProperties>(query: Q | undefined): TObject<Q> {
  return Type.Object(query ?? {}, { additionalProperties: false }) as TObject<Q>;
}
