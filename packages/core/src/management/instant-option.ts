import { invalidOptions } from '../model/input.ts';
import { readInstant } from '../targeting/instant.ts';

/**
 * Returns the option `at` in milliseconds since 1970. Undefined when omitted.
 * @throws {FlagstaffError} INVALID_OPTIONS when it is not a valid date.
 */
export function instantOption(at: unknown): number | undefined {
  if (at === undefined) return undefined;
  const instant = typeof at === 'object' ? readInstant(at) : undefined;
  if (instant === undefined) throw invalidOptions('`at` must be a valid Date.');
  return instant;
}
