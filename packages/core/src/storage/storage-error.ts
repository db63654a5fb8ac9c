import { FlagstaffError, isFlagstaffError } from '../model/error.ts';

/** Returns a backend's failure as a `FlagstaffError`. Other errors become `STORAGE_UNAVAILABLE`. */
export function asStorageError(error: unknown, what: string): FlagstaffError {
  // Omit the cause's message: drivers may include statements and parameters.
  return isFlagstaffError(error)
    ? error
    : new FlagstaffError('STORAGE_UNAVAILABLE', `${what} failed. See the error's \`cause\`.`, { cause: error });
}
