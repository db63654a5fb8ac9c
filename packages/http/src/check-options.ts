import { invalidOptions, readObject } from '@flagstaff/core/storage';
import type { OptionNames } from '@flagstaff/core/storage';

/**
 * Checks the names of options.
 * @throws {FlagstaffError} INVALID_OPTIONS when `given` is not an object or has an unknown option, such as a misspelled one.
 */
export function checkNames<T extends object>(where: string, given: T, names: OptionNames<T>): void {
  readObject(where, given, names);
}

/** @see RFC 9110, section 5.6.2 */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** @throws {FlagstaffError} INVALID_OPTIONS when `name` is not a valid header name. */
export function checkHeader(option: string, name: unknown): void {
  if (name === undefined || (typeof name === 'string' && HEADER_NAME.test(name))) return;
  throw invalidOptions(`${option} is not a valid header name.`);
}

/** @throws {FlagstaffError} INVALID_OPTIONS when `value` is given and not a string. */
export function checkText(option: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'string') throw invalidOptions(`${option} is not a string.`);
}
