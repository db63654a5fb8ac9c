import type { FlagDocument, JsonValue } from '@flagstaff/core';
import { FlagstaffError } from '@flagstaff/core';

/** The flag that serves this value to everybody. Throws `INVALID_OPTIONS` for null, which is of no flag's type. */
export function valueDocument(key: string, value: JsonValue): FlagDocument {
  if (typeof value === 'boolean') {
    return { kind: 'flag', key, type: 'boolean', default: value ? 'on' : 'off' };
  }
  if (value === null || value === undefined) {
    throw new FlagstaffError(
      'INVALID_OPTIONS',
      `testFlags: ${key} is ${String(value)}; give a boolean, a string, a number, a list or an object.`,
    );
  }
  const type =
    typeof value === 'string' || typeof value === 'number' ? (typeof value as 'string' | 'number') : 'object';
  return { kind: 'flag', key, type, variants: { value }, default: 'value', off: 'value' };
}
