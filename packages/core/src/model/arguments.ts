// Docs: docs/storage.md, "What a backend rejects"
import type { DocumentId } from './document.ts';
import { described, invalidInput, invalidOptions, readKeyOf } from './input.ts';
import { LIMITS } from './limits.ts';
import { canBeStored, UNSTORABLE } from './stored-member.ts';

// The arguments of stores and of management. A client that only evaluates has none of them.

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
