import type { StoredDocument } from '@flagstaff/core';

/** An error response of the API, or `OFFLINE` when there was none. @see RFC 9457 */
export interface Problem {
  /** 0 when there was no response. */
  readonly status: number;
  /** A code of `FlagstaffError`, or one of the API's. */
  readonly code: string;
  readonly detail: string;
  /** Faults of a body, each with its path. */
  readonly problems?: readonly { readonly path: string; readonly message: string }[];
  /** With 412: the document as it is now. */
  readonly current?: StoredDocument;
  readonly changedFields?: readonly string[];
  readonly conflictingFields?: readonly string[];
  readonly environments?: readonly string[];
}

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
