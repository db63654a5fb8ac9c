import { FlagstaffError } from './error.ts';
import { nearestName } from './option-names.ts';
import type { OptionNames, OptionCheck, OptionChecks } from './option-names.ts';

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
function checkNames(what: string, given: object, names: { readonly [name: string]: unknown }): void {
  // Members of prototypes are neither. Twice as fast as `hasOwn`, once per request.
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

/** Returns a boolean. Rejects other types, because the caller may mean the opposite. */
export function readSwitch(what: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw invalidInput(what, 'true or false', value);
}

/** @param kind The kind of document, such as `a flag`. */
export function readKeyOf(what: string, kind: string, value: unknown): string {
  if (typeof value === 'string' && isKey(value)) return value;
  throw invalidInput(what, `the key of ${kind}`, value);
}

export const MILLISECONDS: OptionCheck = [
  (value) => typeof value === 'number' && value >= 0,
  'a number of milliseconds',
];
export const TRUE_OR_FALSE: OptionCheck = [(value) => typeof value === 'boolean', 'true or false'];

/**
 * Like `readOptions`, and checks every option that is given.
 * @param prefix Precedes the name of an option in messages.
 */
export function checkOptions<T extends object>(
  what: string,
  value: T | undefined,
  checks: OptionChecks<T>,
  prefix = '',
): Partial<T> {
  const options: Partial<T> = value === undefined ? {} : readObject(what, value);
  // One pass: requests check options.
  for (const name in options) {
    const how = checks[name];
    if (!Array.isArray(how)) throw unknownName(what, name, Object.keys(checks));
    check(prefix + name, options[name], how);
  }
  return options;
}

/** @throws {FlagstaffError} INVALID_OPTIONS when an option is given and not what it must be. */
export function check(name: string, value: unknown, how: OptionCheck): void {
  // By index, because requests check options: taking a list apart goes through its iterator.
  if (value !== undefined && !how[0](value)) throw invalidInput(name, how[1], value);
}

/** Whether a value has methods. False for an object that cannot be read. */
export function hasMethods(value: unknown, methods: readonly string[]): boolean {
  try {
    const object = value as Readonly<Record<string, unknown>>;
    return isObject(value) && methods.every((method) => typeof object[method] === 'function');
  } catch {
    // A getter or a Proxy that throws.
    return false;
  }
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

const KEY = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** Whether a name is valid as a document's key or a variant's name. Names on `Object.prototype` are invalid. */
export function isKey(name: string): boolean {
  return KEY.test(name) && !EVERY_OBJECT_HAS.has(name);
}

/** A set instead of `in`: it does not intern every key of the program. */
const EVERY_OBJECT_HAS: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

const LONE_SURROGATE = /\p{Surrogate}/u;

/** Text without a character above U+00FF, the common case, is well-formed. Engines know that without a scan. */
export const isWellFormed: (text: string) => boolean =
  'isWellFormed' in String.prototype
    ? (text) => (text as unknown as { isWellFormed: () => boolean }).isWellFormed()
    : (text) => !LONE_SURROGATE.test(text);
