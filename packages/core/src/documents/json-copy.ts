import { isTooDeep } from '../model/depth.ts';
import { FlagstaffError } from '../model/error.ts';

/**
 * A copy that shares nothing with the original, by way of JSON: what a store on the far side of a wire would give back.
 * An own property called `__proto__` stays what it is. Undefined when JSON has no word for the value.
 *
 * @throws {FlagstaffError} INVALID_DOCUMENT for nesting beyond `LIMITS.nesting`, cycles, a BigInt, and getters that throw
 */
export function copyOf<T>(value: T): T {
  try {
    if (!isTooDeep(value)) {
      const text = JSON.stringify(value) as string | undefined;
      const copy = text === undefined ? undefined : (JSON.parse(text) as T);
      // What `toJSON` returned was not seen before.
      if (!isTooDeep(copy)) return copy as T;
    }
  } catch (cause) {
    throw notJson(cause);
  }
  throw notJson(undefined);
}

function notJson(cause: unknown): FlagstaffError {
  return new FlagstaffError(
    'INVALID_DOCUMENT',
    'A value cannot be written as JSON, or nests too deep. Remove cycles, BigInts, functions and nesting beyond the limits.',
    cause === undefined ? {} : { cause },
  );
}
