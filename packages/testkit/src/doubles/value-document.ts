import { invalidOptions } from '@flagstaff/core/storage';
import type { FlagDefinition, FlagDocument, JsonValue } from '@flagstaff/core';
import { isDeepStrictEqual } from 'node:util';

/**
 * Creates a flag that serves this value to all subjects, as a defined variant if there are definitions.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when the value is null, or no defined variant has it.
 */
export function valueDocument(key: string, value: JsonValue, definition?: FlagDefinition): FlagDocument {
  if (definition?.variants !== undefined) return variantDocument(key, value, definition.type, definition.variants);
  if (typeof value === 'boolean') {
    return { kind: 'flag', key, type: 'boolean', default: value ? 'on' : 'off' };
  }
  if (value === null || value === undefined) {
    throw invalidOptions(
      `testFlags: ${key} is ${String(value)}. Pass a boolean, a string, a number, a list or an object.`,
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
    `testFlags: ${key} is ${JSON.stringify(value)}. Its variants have the values ${values.join(', ')}.`,
  );
}
