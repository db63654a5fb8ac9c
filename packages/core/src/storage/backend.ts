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
