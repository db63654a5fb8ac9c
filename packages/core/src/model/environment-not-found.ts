import { FlagstaffError } from './error.ts';

/** @param where Where it was looked up, such as `the store`. */
export function environmentNotFound(environment: string, where: string): FlagstaffError {
  return new FlagstaffError(
    'ENVIRONMENT_NOT_FOUND',
    `Environment "${environment}" does not exist in ${where}, or cannot be understood. Callers' defaults are served.`,
  );
}
