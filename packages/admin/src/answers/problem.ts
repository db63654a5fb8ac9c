import { isFlagstaffError } from '@flagstaff/core';
import type { FlagstaffErrorCode, ValidationIssue } from '@flagstaff/core';
import { jsonResponse } from '@flagstaff/http/endpoint';

/** The codes of the API's own errors. All others are codes of `FlagstaffError`. */
export type ProblemCode =
  | FlagstaffErrorCode
  | 'ALREADY_EXISTS'
  | 'AUTHENTICATION_REQUIRED'
  | 'BODY_TOO_LARGE'
  | 'COMMENT_REQUIRED'
  | 'CROSS_ORIGIN'
  | 'FORBIDDEN'
  | 'INVALID_REQUEST'
  | 'METHOD_NOT_ALLOWED'
  | 'NOT_FOUND'
  | 'PERMISSION_DENIED'
  | 'PRECONDITION_REQUIRED'
  | 'TOO_MANY_STREAMS'
  | 'UNSUPPORTED_MEDIA_TYPE';

/** A problem of one part of a request. */
export type PartProblem = Pick<ValidationIssue, 'path' | 'message'> & { readonly fault?: string };

/** An error response that a handler throws. */
export interface ProblemOptions {
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail: string;
  readonly problems?: readonly PartProblem[] | undefined;
  /** Further members, such as `current`. */
  readonly extensions?: { readonly [name: string]: unknown };
  readonly headers?: { readonly [name: string]: string };
}

const TITLES: { readonly [status: number]: string } = {
  400: 'Bad request',
  401: 'Authentication required',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  412: 'Precondition failed',
  413: 'Content too large',
  415: 'Unsupported media type',
  422: 'Unprocessable content',
  428: 'Precondition required',
  429: 'Too many requests',
  500: 'Internal server error',
  501: 'Not implemented',
  503: 'Service unavailable',
  504: 'Gateway timeout',
  507: 'Insufficient storage',
};

/** Builds an error response. @see RFC 9457 */
export function problemResponse(options: ProblemOptions): Response {
  const { status, code, detail, problems, extensions, headers } = options;
  const body = {
    type: `urn:flagstaff:problem:${code.toLowerCase()}`,
    title: TITLES[status] ?? 'Error',
    status,
    detail,
    code,
    ...(problems === undefined ? {} : { problems }),
    ...extensions,
  };
  return jsonResponse(status, body, { ...headers, 'content-type': 'application/problem+json; charset=utf-8' });
}

const PROBLEM = Symbol('problem');

/** Creates an error that responds with a problem. */
export function problem(options: ProblemOptions): Error {
  return Object.assign(new Error(options.detail), { [PROBLEM]: options });
}

/** Returns the problem of an error that `problem` created. */
function problemOf(error: unknown): ProblemOptions | undefined {
  return error instanceof Error ? (error as { readonly [PROBLEM]?: ProblemOptions })[PROBLEM] : undefined;
}

/** The statuses of errors that a request can cause or meet. All others are faults of the server: 500. */
const STATUS: { readonly [code in FlagstaffErrorCode]?: number } = {
  INVALID_OPTIONS: 400,
  INVALID_DOCUMENT: 422,
  DOCUMENT_NOT_FOUND: 404,
  REVISION_NOT_FOUND: 404,
  ENVIRONMENT_NOT_FOUND: 404,
  ENVIRONMENT_PROTECTED: 403,
  READ_ONLY: 403,
  DOCUMENT_IN_USE: 409,
  CHANGE_NOT_PENDING: 409,
  VERSION_CONFLICT: 409,
  REVISION_CONFLICT: 409,
  EPOCH_CONFLICT: 409,
  TOKEN_REUSED: 422,
  CAPABILITY_MISSING: 501,
  STORAGE_UNAVAILABLE: 503,
  STORAGE_TIMEOUT: 503,
  STORAGE_UNINITIALIZED: 503,
  STORE_LOST: 503,
  READY_TIMEOUT: 503,
  CLOSED: 503,
  OUTCOME_UNKNOWN: 504,
  STORAGE_FULL: 507,
};

/** Texts instead of messages that may name a host or a statement. */
const DETAIL: { readonly [status: number]: string } = {
  503: 'The store cannot be reached. Nothing was written. Try again.',
  504: 'The reply to the write was lost, and it is unknown whether it succeeded. Ask for the commit by its token.',
  507: 'The store is out of space. Nothing was written.',
};

/** Returns the response to an error. Undefined for a fault of the server. */
export function errorProblem(error: unknown): ProblemOptions | undefined {
  const own = problemOf(error);
  if (own !== undefined || !isFlagstaffError(error)) return own;
  const status = STATUS[error.code];
  if (status === undefined) return undefined;
  return {
    status,
    code: error.code,
    detail: DETAIL[status] ?? firstLine(error.message),
    problems: error.issues,
    ...(status === 503 ? { headers: { 'retry-after': '1' } } : {}),
  };
}

/** The other lines repeat the issues. */
function firstLine(message: string): string {
  return message.split('\n', 1)[0]!;
}
