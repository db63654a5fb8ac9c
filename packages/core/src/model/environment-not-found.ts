import { FlagstaffError } from './error.ts';

/** @param where what was looked through, such as `the store` */
export function environmentNotFound(environment: string, where: string): FlagstaffError {
  return new FlagstaffError(
    'ENVIRONMENT_NOT_FOUND',
    `There is no environment "${environment}" in ${where}, or it cannot be understood; until there is, every flag serves the defaults of its callers. Write a document { "kind": "environment", "key": "${environment}" }, or choose another.`,
  );
}
