import { invalidOptions } from '@flagstaff/core/storage';
import type { FlagDefinition, FlagDocument, JsonValue } from '@flagstaff/core';
import { isDeepStrictEqual } from 'node:util';

/**
 * The flag that serves this value to everybody, as one of the variants that the program defines, where it does. Throws
 * `INVALID_OPTIONS` for null, which is of no flag's type, and for a value that none of the variants has.
 */
export function valueDocument(key: string, value: JsonValue, definition?: FlagDefinition): FlagDocument {
  if (definition?.variants !== undefined) return variantDocument(key, value, definition.type, definition.variants);
  if (typeof value === 'boolean') {
    return { kind: 'flag', key, type: 'boolean', default: value ? 'on' : 'off' };
  }
  if (value === null || value === undefined) {
    throw invalidOptions(
      `testFlags: ${key} is ${String(value)}; give a boolean, a string, a number, a list or an object.`,
    );
  }
  const type =
    typeof value === 'string' || typeof value === 'number' ? (typeof value as 'string' | 'number') : 'object';
  return { kind: 'flag', key, type, variants: { value }, default: 'value', off: 'value' };
}

function variantDocument(
  key: string,
  value: JsonValue,
  type: FlagDocument['type'],
  variants: { readonly [name: string]: JsonValue },
): FlagDocument {
  const served = Object.keys(variants).find((name) => isDeepStrictEqual(variants[name], value));
  if (served !== undefined) return { kind: 'flag', key, type, variants, default: served, off: served };
  const values = Object.values(variants).map((each) => JSON.stringify(each));
  throw invalidOptions(
    `testFlags: ${key} is ${JSON.stringify(value)}; its variants have the values ${values.join(', ')}.`,
  );
}
