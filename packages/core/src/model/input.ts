// Docs: docs/storage.md, "What a backend refuses"
import { canBeStored, UNSTORABLE } from './stored-member.ts';
import { isKey } from './key.ts';
import type { DocumentId } from './document.ts';
import { FlagstaffError } from './error.ts';
import { LIMITS } from './limits.ts';

// What callers hand in, checked once at the border. Each reader returns plain data of the right type, or throws `INVALID_OPTIONS`.
// Nothing here converts what it was given to text: a symbol, or an object with a `toString` of its own, would throw.

/** The error for options and arguments that cannot be used. */
export function invalidOptions(message: string, cause?: unknown): FlagstaffError {
  return new FlagstaffError('INVALID_OPTIONS', message, cause === undefined ? {} : { cause });
}

/** @param what the method or option that the message names */
export function invalidInput(what: string, expected: string, value: unknown): FlagstaffError {
  return invalidOptions(`${what} must be ${expected}; it is ${described(value)}.`);
}

/** What a message calls a value. Bounded, and safe for any value. */
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

/** As `readObject`, of options that may be left out. */
export function readOptions<T extends object>(what: string, value: T | undefined): Partial<T> {
  return value === undefined ? {} : readObject(what, value);
}

/** A copy of a plain object. Lists, functions, instances of classes and objects that cannot be read are refused. */
export function readObject<T extends object>(what: string, value: T | null | undefined): Partial<T> {
  const copy = copyOfPlain(value);
  if (copy !== undefined) return copy;
  // A text is not repeated: where options are expected, it may be a URL with a password.
  const found = typeof value === 'string' ? 'text' : described(value);
  throw invalidOptions(`${what} must be a plain object; it is ${found}.`);
}

function copyOfPlain<T extends object>(value: T | null | undefined): T | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  try {
    const prototype: unknown = Object.getPrototypeOf(value);
    // Not compared with this realm's own: test runners and workers have others.
    const isPlain = prototype === null || (Object.getPrototypeOf(prototype) === null && !Array.isArray(value));
    return isPlain ? { ...value } : undefined;
  } catch {
    // A getter or a Proxy that throws.
    return undefined;
  }
}

/** An array as a list that nothing else can change. */
export function readList(what: string, value: unknown): readonly unknown[] {
  try {
    if (Array.isArray(value)) return Array.from(value as unknown[]);
  } catch {
    // A Proxy that throws.
  }
  throw invalidInput(what, 'a list', value);
}

export function isText(value: unknown, most: number, least = 0): value is string {
  return typeof value === 'string' && value.length >= least && value.length <= most && !UNSTORABLE.test(value);
}

export function readText(what: string, value: unknown, most: number, least = 0): string {
  if (isText(value, most, least)) return value;
  throw invalidInput(what, `well-formed text of ${least} to ${most} characters without NUL`, value);
}

/** True only for a boolean: another type is refused, since a caller may mean the opposite by it. */
export function readSwitch(what: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw invalidInput(what, 'true or false', value);
}

/** A kind and a key. Which kinds there are, and which keys a document may have, is for the document's own check. */
const ID = /^[a-z]{1,32}:[^]{1,128}$/;

export function isId(value: unknown): value is DocumentId {
  return isText(value, MAX_ID) && ID.test(value);
}

const MAX_ID = 32 + 1 + 128;

export function readId(what: string, value: unknown): DocumentId {
  if (isId(value)) return value;
  throw invalidInput(what, 'a kind and a key, such as "flag:new-checkout"', value);
}

/** @param kind what the key is of: `a flag` */
export function readKeyOf(what: string, kind: string, value: unknown): string {
  if (typeof value === 'string' && isKey(value)) return value;
  throw invalidInput(what, `the key of ${kind}`, value);
}

/** Keys of flags. */
export function readFlagKeys(what: string, value: unknown): readonly string[] {
  return readList(what, value).map((key) => readKeyOf(what, 'a flag', key));
}

/** A segment's name as backends see it: any text that can be part of an id. */
export function readSegment(what: string, value: unknown): string {
  return readText(what, value, 128, 1);
}

export function readMember(what: string, value: unknown): string {
  if (typeof value === 'string' && canBeStored(value)) return value;
  throw invalidInput(
    what,
    `a text of 1 to ${LIMITS.storedMember} characters that is well-formed and without NUL`,
    value,
  );
}

/** Where a page starts, as far as every backend agrees: what it means is for the backend that gave it. */
export function readCursor(what: string, value: unknown): string {
  return readText(`${what}: cursor`, value, LIMITS.storedMember, 1);
}

/** How many items a page has at most. */
export function readLimit(what: string, value: unknown, most: number): number {
  if (Number.isInteger(value) && (value as number) >= 1) return Math.min(value as number, most);
  throw invalidOptions(`${what}: limit is ${described(value)}; give a whole number from 1 to ${most}.`);
}
