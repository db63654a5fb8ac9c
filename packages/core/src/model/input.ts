// Docs: docs/storage.md, "What a backend rejects"
import { canBeStored, UNSTORABLE } from './stored-member.ts';
import { isKey } from './key.ts';
import type { DocumentId } from './document.ts';
import { FlagstaffError } from './error.ts';
import { LIMITS } from './limits.ts';
import { nearestName } from './option-names.ts';
import type { OptionNames } from './option-names.ts';

// Validates the arguments of public methods, once, at the border. Each reader returns plain data of the right type or throws
// `INVALID_OPTIONS`. Values are never converted to text: a symbol, or an object with its own `toString`, would throw.

/** The error for options and arguments that cannot be used. */
export function invalidOptions(message: string, cause?: unknown): FlagstaffError {
  return new FlagstaffError('INVALID_OPTIONS', message, cause === undefined ? {} : { cause });
}

/** @param what The method or option to name in the message. */
export function invalidInput(what: string, expected: string, value: unknown): FlagstaffError {
  return invalidOptions(`${what} must be ${expected}; it is ${described(value)}.`);
}

/** Describes a value for a message. Bounded, and safe for every value. */
export function described(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value.length > MAX_SHOWN ? `a text of ${value.length} characters` : JSON.stringify(value);
    case 'number':
    case 'boolean':
    case 'undefined':
      return String(value);
    case 'object':
      return value === null ? 'null' : 'an object';
    case 'bigint':
    case 'symbol':
    case 'function':
    default:
      return `a ${typeof value}`;
  }
}

const MAX_SHOWN = 60;

/**
 * Like `readObject`, for optional options.
 * @throws {FlagstaffError} INVALID_OPTIONS when they are given and not a plain object, or one has another name.
 */
export function readOptions<T extends object>(what: string, value: T | undefined, names: OptionNames<T>): Partial<T> {
  return value === undefined ? {} : readObject(what, value, names);
}

/**
 * Returns a copy of a plain object. Rejects lists, functions, class instances and objects that cannot be read.
 * @param names The names that it may have. Omit for an object with any names.
 * @throws {FlagstaffError} INVALID_OPTIONS when it is anything else, or has another name.
 */
export function readObject<T extends object>(
  what: string,
  value: T | null | undefined,
  names?: OptionNames<T>,
): Partial<T> {
  const copy = copyOfPlain(value);
  if (copy !== undefined) {
    if (names !== undefined) checkNames(what, copy, names);
    return copy;
  }
  // Never repeat text: it may be a URL with a password.
  const found = typeof value === 'string' ? 'text' : described(value);
  throw invalidOptions(`${what} must be a plain object; it is ${found}.`);
}

/**
 * Checks the names of options: an update with a misspelled condition would be unconditional.
 * @throws {FlagstaffError} INVALID_OPTIONS when there is another name.
 */
function checkNames(what: string, given: object, names: { readonly [name: string]: true }): void {
  // Members of prototypes are never true. Twice as fast as `hasOwn`, once per request.
  for (const name in given) if (names[name] !== true) throw unknownName(what, name, Object.keys(names));
}

function unknownName(what: string, name: string, known: readonly string[]): FlagstaffError {
  const near = nearestName(name, known);
  const hint = near === undefined ? '' : ` Did you mean "${near}"?`;
  return invalidOptions(`${what}: unknown option ${described(name)}.${hint} The options are ${known.join(', ')}.`);
}

function copyOfPlain<T extends object>(value: T | null | undefined): T | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  try {
    const prototype: unknown = Object.getPrototypeOf(value);
    // Not compared with this realm's `Object.prototype`: test runners and workers have their own.
    const isPlain = prototype === null || (Object.getPrototypeOf(prototype) === null && !Array.isArray(value));
    return isPlain ? { ...value } : undefined;
  } catch {
    // A getter or a Proxy that throws.
    return undefined;
  }
}

/** Returns an array as a new list. */
export function readList(what: string, value: unknown): readonly unknown[] {
  try {
    if (Array.isArray(value)) return Array.from(value as unknown[]);
  } catch {
    // A Proxy that throws.
  }
  throw invalidInput(what, 'a list', value);
}

/** Whether a value is well-formed text of a length, without NUL. */
export function isText(value: unknown, most: number, least = 0): value is string {
  return typeof value === 'string' && value.length >= least && value.length <= most && !UNSTORABLE.test(value);
}

/** Returns text of `least` to `most` characters. */
export function readText(what: string, value: unknown, most: number, least = 0): string {
  if (isText(value, most, least)) return value;
  throw invalidInput(what, `well-formed text of ${least} to ${most} characters without NUL`, value);
}

/** Returns a boolean. Rejects other types, because the caller may mean the opposite. */
export function readSwitch(what: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw invalidInput(what, 'true or false', value);
}

/** A kind and a key. The document's own validation decides which kinds and keys exist. */
const ID = /^[a-z]{1,32}:[^]{1,128}$/;

/** Whether a value has the form of a document's id. */
export function isId(value: unknown): value is DocumentId {
  return isText(value, MAX_ID) && ID.test(value);
}

const MAX_ID = 32 + 1 + 128;

/** Returns a document's id. */
export function readId(what: string, value: unknown): DocumentId {
  if (isId(value)) return value;
  throw invalidInput(what, 'a kind and a key, such as "flag:new-checkout"', value);
}

/** @param kind The kind of document, such as `a flag`. */
export function readKeyOf(what: string, kind: string, value: unknown): string {
  if (typeof value === 'string' && isKey(value)) return value;
  throw invalidInput(what, `the key of ${kind}`, value);
}

/** Returns flag keys. */
export function readFlagKeys(what: string, value: unknown): readonly string[] {
  return readList(what, value).map((key) => readKeyOf(what, 'a flag', key));
}

/** Returns a segment's name: any text that can be part of an id. */
export function readSegment(what: string, value: unknown): string {
  return readText(what, value, 128, 1);
}

/** Returns a stored member. */
export function readMember(what: string, value: unknown): string {
  if (typeof value === 'string' && canBeStored(value)) return value;
  throw invalidInput(
    what,
    `a text of 1 to ${LIMITS.storedMember} characters that is well-formed and without NUL`,
    value,
  );
}

/** Returns a cursor within common bounds. Only the backend that issued it knows its meaning. */
export function readCursor(what: string, value: unknown): string {
  return readText(`${what}: cursor`, value, LIMITS.storedMember, 1);
}

/** Returns the maximum number of items of a page. */
export function readLimit(what: string, value: unknown, most: number): number {
  if (Number.isInteger(value) && (value as number) >= 1) return Math.min(value as number, most);
  throw invalidOptions(`${what}: limit is ${described(value)}; pass a whole number from 1 to ${most}.`);
}
