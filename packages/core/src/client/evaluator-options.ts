import { invalidInput, readKeyOf, readObject, readSwitch } from '../model/input.ts';
import type { EvaluatorOptions } from './evaluator-types.ts';
import { instantOption } from '../management/instant-option.ts';
import type { OptionNames } from '../model/option-names.ts';

const WHAT = 'forContext: the options';
const NAMES: OptionNames<EvaluatorOptions> = {
  at: true,
  environment: true,
  preferEnvironment: true,
  defaultTargetingKey: true,
  forcedVariants: true,
  clientSideOnly: true,
  trackAttributes: true,
};

/**
 * Returns a validated copy of an evaluator's options: they are used on the first check, which must not throw.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid.
 */
export function readEvaluatorOptions(given: EvaluatorOptions): EvaluatorOptions {
  const options: EvaluatorOptions = readObject(WHAT, given, NAMES);
  const { at, environment, preferEnvironment, defaultTargetingKey, forcedVariants, clientSideOnly, trackAttributes } =
    options;
  instantOption(at);
  if (environment !== undefined) readEnvironment(environment);
  if (preferEnvironment !== undefined && typeof preferEnvironment !== 'string') {
    throw invalidInput('preferEnvironment', 'the key of an environment', preferEnvironment);
  }
  if (defaultTargetingKey !== undefined && typeof defaultTargetingKey !== 'string') {
    throw invalidInput('defaultTargetingKey', 'text', defaultTargetingKey);
  }
  if (forcedVariants !== undefined && !hasGet(forcedVariants)) {
    throw invalidInput('`forcedVariants`', 'a Map from flag keys to variant names', forcedVariants);
  }
  // Treating another type as false would expose flags that must stay on the server.
  if (clientSideOnly !== undefined) readSwitch('clientSideOnly', clientSideOnly);
  if (trackAttributes !== undefined) readSwitch('trackAttributes', trackAttributes);
  return options;
}

/**
 * Returns the key of an environment.
 * @throws {FlagstaffError} INVALID_OPTIONS when it is not a valid key.
 */
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
