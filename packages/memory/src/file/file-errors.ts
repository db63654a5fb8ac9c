import { FlagstaffError } from '@flagstaff/core/storage';
import { findJsonFault } from './json-fault.ts';

/** An error of the file system in the words of the storage port. */
export function fileSystemError(path: string, error: unknown): FlagstaffError {
  const code = systemCode(error);
  const cause = { cause: error };
  if (code === 'ENOENT') {
    return new FlagstaffError('STORAGE_UNINITIALIZED', `${path} does not exist; create it, with [] in it.`, cause);
  }
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new FlagstaffError('STORAGE_FULL', `There is no room for ${path}. Nothing was written.`, cause);
  }
  return new FlagstaffError('STORAGE_UNAVAILABLE', `${path} cannot be used: ${messageOf(error)}`, cause);
}

/** A file that does not hold documents. `what` completes the sentence that starts with the path. */
export function corrupt(path: string, what: string): FlagstaffError {
  return new FlagstaffError('STORAGE_CORRUPT', `${path} ${what}`);
}

/** A file that is not JSON: says where, what stands there and what could. */
export function notJson(path: string, text: string): FlagstaffError {
  const fault = findJsonFault(text);
  if (fault === undefined) return corrupt(path, 'is not JSON.');
  const { line, column, expected, found } = fault;
  return corrupt(
    path,
    `is not JSON: line ${line}, column ${column}: expected ${expected}, found ${found}. The last good content is kept until the file is mended.`,
  );
}

/** `ENOENT` and its like. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
