import { Type } from './type.ts';
import type { TSchema, TUnsafe } from 'typebox';

/** Marks a schema that becomes a component of the OpenAPI document. */
export const NAME = 'x-name';
/** Marks a schema that only refers to a component: a definition of `document.schema.json`. */
export const REFERENCE = 'x-ref';

/** Names a schema, and gives it the type of core that it describes. */
export function named<T>(name: string, schema: TSchema): TUnsafe<T> {
  return Type.Unsafe<T>({ ...schema, [NAME]: name });
}

/** Refers to a definition of `document.schema.json`. Core's parser checks it, not the schema. */
export function reference<T>(name: string): TUnsafe<T> {
  return Type.Unsafe<T>({ [REFERENCE]: name });
}
