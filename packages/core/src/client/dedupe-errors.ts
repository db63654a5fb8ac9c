import { isFlagstaffError } from '../model/error.ts';
import type { FlagstaffError } from '../model/error.ts';
import { invalidInput } from '../model/input.ts';
import type { Clock } from '../timing/clock.ts';

/** Milliseconds during which the same error is not repeated. */
const REPEAT_AFTER_MS = 60_000;
/** Maximum number of remembered errors: messages may contain keys from outside. */
const MAX_REMEMBERED = 256;

/**
 * Returns a filter that accepts an error at most once a minute. For errors that occur per evaluation or per request, such as a
 * hook that always throws.
 */
export function createErrorThrottle(clock: Clock): (problem: FlagstaffError) => boolean {
  const reported = new Map<string, number>();
  return ({ code, message }) => {
    const key = `${code} ${message}`;
    const now = clock.monotonic();
    const last = reported.get(key);
    if (last !== undefined && now - last < REPEAT_AFTER_MS) return false;
    reported.delete(key);
    reported.set(key, now);
    const [oldest] = reported.keys();
    if (reported.size > MAX_REMEMBERED && oldest !== undefined) reported.delete(oldest);
    return true;
  };
}

/**
 * Reads an error reported from outside the client.
 * @throws {FlagstaffError} INVALID_OPTIONS when it is not a `FlagstaffError`.
 */
export function readProblem(problem: unknown): FlagstaffError {
  try {
    if (isFlagstaffError(problem) && typeof problem.code === 'string' && typeof problem.message === 'string') {
      return problem;
    }
  } catch {
    // A getter or a Proxy that throws.
  }
  throw invalidInput('reportError: the error', 'a FlagstaffError', problem);
}
