import { check, checkOptions, hasMethods, isKey, TRUE_OR_FALSE } from '../model/input.ts';
import type { OptionCheck, OptionChecks } from '../model/option-names.ts';
import { readInstant } from '../targeting/instant.ts';
import type { EvaluatorOptions } from './evaluator-types.ts';

export const ENVIRONMENT_KEY: OptionCheck = [
  (value) => typeof value === 'string' && isKey(value),
  'the key of an environment document',
];

const CHECKS: OptionChecks<EvaluatorOptions> = {
  at: [(value) => typeof value === 'object' && readInstant(value) !== undefined, 'a valid Date'],
  environment: ENVIRONMENT_KEY,
  preferEnvironment: [isText, 'the key of an environment'],
  defaultTargetingKey: [isText, 'text'],
  forcedVariants: [(value) => hasMethods(value, ['get']), 'a Map from flag keys to variant names'],
  // Treating another type as false would expose flags that must stay on the server.
  clientSideOnly: TRUE_OR_FALSE,
  trackAttributes: TRUE_OR_FALSE,
};

/**
 * Returns a validated copy of an evaluator's options: they are used on the first check, which must not throw.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid.
 */
export function readEvaluatorOptions(given: EvaluatorOptions): EvaluatorOptions {
  return checkOptions('forContext: the options', given, CHECKS);
}

/** @throws {FlagstaffError} INVALID_OPTIONS when it is not the key of an environment. */
export function checkEnvironment(environment: unknown): void {
  check('environment', environment ?? null, ENVIRONMENT_KEY);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}
