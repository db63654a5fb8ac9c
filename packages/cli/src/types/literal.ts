import type { JsonValue } from '@flagstaff/core';
import { plain } from '../output/plain.ts';

/** Writes a value as a TypeScript expression. Names of objects are in order, so that equal values are equal texts. */
export function literalOf(value: JsonValue): string {
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? quoted(value) : String(value);
  if (Array.isArray(value)) return `[${value.map(literalOf).join(', ')}]`;
  const members = Object.entries(value)
    .toSorted(byName)
    .map(([name, member]) => `${nameOf(name)}: ${literalOf(member)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

/** Writes a name of an object literal. */
export function nameOf(name: string): string {
  // `"__proto__": x` sets the prototype instead.
  return name === '__proto__' ? '["__proto__"]' : quoted(name);
}

/** Compares entries by their names, in an order that does not depend on the locale. */
export function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}

/** Characters by which text could look like other code are escaped. */
function quoted(text: string): string {
  return plain(JSON.stringify(text));
}
