import type { Problem } from '../../src/client/problem.ts';

export type { Problem };

/** The error that calls throw: `error.problem` has the response. */
export type ApiError = Error & { readonly problem: Problem };

export function apiError(problem: Problem): ApiError {
  return Object.assign(new Error(problem.detail), { problem });
}

/** Returns the problem of an error. Anything else is a fault of the page, and is thrown again. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Error && 'problem' in error) return (error as ApiError).problem;
  throw error;
}
