import { isFlagstaffError } from '../model/error.ts';
import type { FlagstaffError } from '../model/error.ts';
import { invalidInput } from '../model/input.ts';
import type { Clock } from '../timing/clock.ts';

/** Milliseconds for which the same problem is not told again. */
const SILENCE = 60_000;
/** Problems that are remembered at most: messages may name keys, and keys may come from outside. */
const REMEMBERED = 256;

/**
 * True of a problem that was not told within the last minute. For problems that occur per evaluation or per request: a hook
 * that always throws is told once a minute, not a thousand times a second.
 */
export function createErrorThrottle(clock: Clock): (problem: FlagstaffError) => boolean {
  const told = new Map<string, number>();
  return ({ code, message }) => {
    const key = `${code} ${message}`;
    const now = clock.monotonic();
    const last = told.get(key);
    if (last !== undefined && now - last < SILENCE) return false;
    told.delete(key);
    told.set(key, now);
    const [oldest] = told.keys();
    if (told.size > REMEMBERED && oldest !== undefined) told.delete(oldest);
    return true;
  };
}

/** A problem reported from outside the client. Throws `INVALID_OPTIONS` for what is no `FlagstaffError`. */
export function readProblem(problem: unknown): FlagstaffError {
  try {
    if (isFlagstaffError(problem) && typeof problem.code === 'string' && typeof problem.message === 'string') {
      return problem;
    }
  } catch {
    // A getter or a Proxy that throws.
  }
  throw invalidInput('reportError: the problem', 'a FlagstaffError', problem);
}
