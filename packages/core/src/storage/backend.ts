import { FlagstaffError, isFlagstaffError } from '../model/error.ts';
import { invalidInput } from '../model/input.ts';

const METHODS = ['get', 'set', 'delete', 'list'];

/** Whether a value has a name and the four required methods. */
export function isBackend(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  try {
    const backend = value as Record<string, unknown>;
    return typeof backend['name'] === 'string' && METHODS.every((method) => typeof backend[method] === 'function');
  } catch {
    // A getter or a Proxy that throws.
    return false;
  }
}

/** @throws {FlagstaffError} INVALID_OPTIONS when the value is not a storage backend. */
export function checkBackend(what: string, value: unknown): void {
  if (!isBackend(value)) throw invalidInput(what, `a storage backend: name, ${METHODS.join(', ')}`, value);
}

/** Returns a backend's failure as a `FlagstaffError`. Other errors become `STORAGE_UNAVAILABLE`. */
export function asStorageError(error: unknown, what: string): FlagstaffError {
  // Omit the cause's message: drivers may include statements and parameters.
  return isFlagstaffError(error)
    ? error
    : new FlagstaffError('STORAGE_UNAVAILABLE', `${what} failed. See the error's \`cause\`.`, { cause: error });
}
