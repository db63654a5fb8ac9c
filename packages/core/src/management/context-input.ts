import { contextFault } from '../evaluation/context.ts';
import type { EvaluationContext } from '../model/context.ts';
import { invalidInput } from '../model/input.ts';

/**
 * Returns a context.
 * @throws {FlagstaffError} INVALID_OPTIONS when the value is none.
 */
export function readContextArgument(what: string, value: unknown): EvaluationContext {
  if (isContext(value)) return value;
  throw invalidInput(what, 'an object of attributes', value);
}

function isContext(value: unknown): value is EvaluationContext {
  try {
    return value !== undefined && value !== null && contextFault(value) === undefined;
  } catch {
    // A Proxy that throws.
    return false;
  }
}
