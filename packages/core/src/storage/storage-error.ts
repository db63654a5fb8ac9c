import { FlagstaffError, isFlagstaffError } from '../model/error.ts';

/** A failure of a backend as the error that callers know: what is not a `FlagstaffError` becomes `STORAGE_UNAVAILABLE`. */
export function asStorageError(error: unknown, what: string): FlagstaffError {
  // The cause's own message stays out: a driver may put statements and their parameters into it.
  return isFlagstaffError(error)
    ? error
    : new FlagstaffError('STORAGE_UNAVAILABLE', `${what} failed; the error's \`cause\` says why.`, { cause: error });
}
