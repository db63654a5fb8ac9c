import type { EvaluationContext } from '@flagstaff/core';

/** Maximum nesting depth of attributes. Also ends circular structures. */
const MAX_DEPTH = 32;

/**
 * Copies the attributes that `authorize` returned. They replace what a request claims, so an unreadable value would leave the claim
 * in force. A copy cannot change when it is read again.
 *
 * @throws {TypeError} For anything but strings, numbers, booleans, dates, null, undefined, and lists and plain objects of these.
 */
export function copyAttributes(given: unknown): EvaluationContext {
  if (!isPlainObject(given)) throw new TypeError(`\`authorize\` returned \`attributes\` that are ${nameOf(given)}.`);
  return copyObject(given, 'attributes', 1);
}

function copyObject(given: object, path: string, depth: number): EvaluationContext {
  const copy: { [name: string]: unknown } = {};
  for (const [name, value] of Object.entries(given)) {
    const inner: unknown = copyValue(value, `${path}.${name}`, depth + 1);
    // An assignment would set the prototype for the name `__proto__`.
    Object.defineProperty(copy, name, { value: inner, enumerable: true, configurable: true, writable: true });
  }
  return copy;
}

function copyValue(value: unknown, path: string, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new TypeError(`\`authorize\` returned attributes nested more than ${MAX_DEPTH} deep.`);
  if (value === null || SCALARS.has(typeof value)) return value;
  if (value instanceof Date) return new Date(value);
  if (Array.isArray(value)) return Array.from(value, (item: unknown) => copyValue(item, path, depth + 1));
  if (isPlainObject(value)) return copyObject(value, path, depth);
  throw new TypeError(`\`authorize\` returned \`${path}\` that is ${nameOf(value)}.`);
}

const SCALARS: ReadonlySet<string> = new Set(['string', 'number', 'bigint', 'boolean', 'undefined']);

/** Returns whether a value is a plain object, of this realm or another. */
export function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Names the type of a value without revealing its content. */
export function nameOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : `a ${typeof value}`;
  const { constructor } = value;
  return typeof constructor === 'function' && typeof constructor.name === 'string'
    ? `a ${constructor.name}`
    : 'an object';
}
