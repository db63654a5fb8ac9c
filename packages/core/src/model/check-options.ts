import { invalidInput, readOptions } from './input.ts';
import type { OptionCheck, OptionChecks, OptionNames } from './option-names.ts';

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
  const options: Partial<T> = readOptions(what, value, checks as unknown as OptionNames<T>);
  for (const name in options) check(`${prefix}${name}`, options[name], checks[name]);
  return options;
}

/** @throws {FlagstaffError} INVALID_OPTIONS when an option is given and not what it must be. */
export function check(name: string, value: unknown, [isValid, expected]: OptionCheck): void {
  if (value !== undefined && !isValid(value)) throw invalidInput(name, expected, value);
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
