import { invalidInput } from '../model/input.ts';

const METHODS = ['get', 'set', 'delete', 'list'];

/** Whether a value has a name and the four methods that make a backend. */
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

/** Throws `INVALID_OPTIONS`. */
export function checkBackend(what: string, value: unknown): void {
  if (!isBackend(value)) throw invalidInput(what, `a storage backend: name, ${METHODS.join(', ')}`, value);
}
