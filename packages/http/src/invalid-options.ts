import { FlagstaffError } from '@flagstaff/core';

export function invalidOptions(message: string, cause?: unknown): FlagstaffError {
  return new FlagstaffError('INVALID_OPTIONS', message, cause === undefined ? {} : { cause });
}
