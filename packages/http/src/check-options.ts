import { invalidOptions } from '@flagstaff/core/storage';

/** Throws `INVALID_OPTIONS` for what is no object with these options: one that is misspelt would be passed over in silence. */
export function checkNames(where: string, given: unknown, names: readonly string[]): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw invalidOptions(`${where} is not an object; its options are ${names.join(', ')}.`);
  }
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw invalidOptions(`${where} has no option "${unknown}"; its options are ${names.join(', ')}.`);
}

/** Source: RFC 9110, section 5.6.2. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Throws `INVALID_OPTIONS` for what no header can be called. */
export function checkHeader(option: string, name: unknown): void {
  if (name === undefined || (typeof name === 'string' && HEADER_NAME.test(name))) return;
  throw invalidOptions(`${option} is not the name of a header.`);
}

/** Throws `INVALID_OPTIONS` for what is there and not text. */
export function checkText(option: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'string') throw invalidOptions(`${option} is not text.`);
}
