import { FlagstaffError } from '@flagstaff/core/storage';
import { findJsonFault } from './json-fault.ts';

/** Converts a file system error to an error of the storage port. */
export function fileSystemError(path: string, error: unknown): FlagstaffError {
  const code = systemCode(error);
  const cause = { cause: error };
  if (code === 'ENOENT') {
    return new FlagstaffError('STORAGE_UNINITIALIZED', `${path} does not exist. Create it with the content [].`, cause);
  }
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new FlagstaffError('STORAGE_FULL', `The disk has no space for ${path}. Nothing was written.`, cause);
  }
  if (code === 'EROFS') {
    return new FlagstaffError('READ_ONLY', `The file system of ${path} is read-only. Nothing was written.`, cause);
  }
  return new FlagstaffError('STORAGE_UNAVAILABLE', `${path} cannot be accessed: ${messageOf(error)}`, cause);
}

/** Reports a file that does not contain documents. `what` completes the sentence that starts with the path. */
export function corrupt(path: string, what: string): FlagstaffError {
  return new FlagstaffError('STORAGE_CORRUPT', `${path} ${what}`);
}

/** Reports a file that is not JSON, with the position, the expected and the actual token. */
export function notJson(path: string, text: string): FlagstaffError {
  const fault = findJsonFault(text);
  if (fault === undefined) return corrupt(path, 'is not JSON.');
  const { line, column, expected, found } = fault;
  return corrupt(
    path,
    `is not JSON: line ${line}, column ${column}: expected ${expected}, found ${found}. The last valid content stays in use until you fix the file.`,
  );
}

/** Returns an error code such as `ENOENT`. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
