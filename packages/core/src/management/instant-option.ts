import { invalidOptions } from '../model/input.ts';
import { readInstant } from '../targeting/instant.ts';

/** The instant that an option `at` names, in milliseconds since 1970; undefined: none was given. Throws `INVALID_OPTIONS`. */
export function instantOption(at: unknown): number | undefined {
  if (at === undefined) return undefined;
  const instant = typeof at === 'object' ? readInstant(at) : undefined;
  if (instant === undefined) throw invalidOptions('`at` must be a valid Date.');
  return instant;
}
