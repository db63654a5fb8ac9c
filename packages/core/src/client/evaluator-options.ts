import { invalidInput, readKeyOf, readOptions, readSwitch } from '../model/input.ts';
import type { EvaluatorOptions } from './evaluator-types.ts';
import { instantOption } from '../management/instant-option.ts';

const WHAT = 'forContext: the options';

/**
 * A copy of an evaluator's options, checked: they are used at the first check, which must not throw.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS
 */
export function readEvaluatorOptions(given: EvaluatorOptions): EvaluatorOptions {
  const options: EvaluatorOptions = readOptions(WHAT, given);
  const { at, environment, preferEnvironment, overrides, clientOnly, trackAttributes } = options;
  instantOption(at);
  if (environment !== undefined) readEnvironment(environment);
  if (preferEnvironment !== undefined && typeof preferEnvironment !== 'string') {
    throw invalidInput('preferEnvironment', 'the key of an environment', preferEnvironment);
  }
  if (overrides !== undefined && !hasGet(overrides)) {
    throw invalidInput('`overrides`', 'a Map from flag keys to variant names', overrides);
  }
  // Anything else than true would count as false: flags that must stay on the server would leave it.
  if (clientOnly !== undefined) readSwitch('clientOnly', clientOnly);
  if (trackAttributes !== undefined) readSwitch('trackAttributes', trackAttributes);
  return options;
}

/** The key of an environment. Throws `INVALID_OPTIONS`. */
export function readEnvironment(environment: unknown): string {
  return readKeyOf('`environment`', 'an environment document', environment);
}

function hasGet(map: unknown): boolean {
  try {
    return typeof (map as ReadonlyMap<string, string> | null)?.get === 'function';
  } catch {
    // A getter or a Proxy that throws.
    return false;
  }
}
