import type { Problem } from '@flagstaff/admin/client';
import { EXIT } from './exit.ts';
import type { ExitCode } from './exit.ts';

/** Ends a command with an exit code and a message. */
export class Failure extends Error {
  readonly exit: ExitCode;
  readonly problem: Problem & { readonly token?: string };

  /** @param token Finds the commit of a write whose outcome is unknown. */
  constructor(exit: ExitCode, problem: Problem, token?: string) {
    super(problem.detail);
    this.exit = exit;
    this.problem = token === undefined ? problem : { ...problem, token };
  }
}

/** Returns the failure of a command that was called wrongly. */
export function wrongUse(detail: string): Failure {
  return new Failure(EXIT.usage, { status: 0, code: 'WRONG_USE', detail });
}

/** Returns the failure of a command that the state of the store does not allow. */
export function refused(code: string, detail: string, more: Partial<Problem> = {}): Failure {
  return new Failure(EXIT.refused, { status: 409, ...more, code, detail });
}

/** Codes that mean wrong use, although their status says more. */
const USAGE: ReadonlySet<string> = new Set(['INVALID_REQUEST', 'INVALID_OPTIONS', 'COMMENT_REQUIRED']);

/** Returns the failure of an error response of the API. */
export function failureOf(problem: Problem): Failure {
  return new Failure(exitOf(problem), problem);
}

function exitOf({ status, code }: Problem): ExitCode {
  if (code === 'OUTCOME_UNKNOWN') return EXIT.unknown;
  if (USAGE.has(code)) return EXIT.usage;
  // Something else than the API responded.
  if (code === 'UNEXPECTED') return EXIT.unreachable;
  return status >= 500 && status !== 501 ? EXIT.unreachable : EXIT.refused;
}
