// Docs: docs/errors.md (a test compares the two)
import type { ValidationIssue } from './problem.ts';

/** Every code of a `FlagstaffError`, with its meaning. */
export const ERROR_CODES = {
  INVALID_DOCUMENT: 'A document to write is invalid. `issues` lists each fault with its path.',
  INVALID_OPTIONS: 'An option of a factory or a method has the wrong type or is out of range.',
  DOCUMENT_REJECTED: 'A document in the store cannot be understood. Its last good version stays in use.',
  DOCUMENT_NOT_FOUND: 'The document to change or delete does not exist.',
  DOCUMENT_IN_USE: 'The document cannot be deleted while other documents reference it.',
  VERSION_CONFLICT: 'The document has changed since it was read. Read it again and retry.',
  REVISION_CONFLICT: 'The store has changed since the commit was prepared. Read again and retry.',
  TOKEN_REUSED: 'The token belongs to another write.',
  REVISION_NOT_FOUND: 'The revision is not in the history of the store.',
  EPOCH_CONFLICT: 'The store is not the one that was read: it was emptied, restored or replaced.',
  CAPABILITY_MISSING: 'The storage backend lacks a method that this operation requires.',
  READ_ONLY: 'The storage backend is read-only.',
  STORAGE_UNAVAILABLE: 'The storage backend failed or could not be reached. Nothing was written.',
  STORAGE_TIMEOUT: 'The storage backend did not respond in time.',
  STORAGE_UNINITIALIZED: 'The storage backend is reachable but not initialized: its tables do not exist.',
  STORAGE_FULL: 'The storage backend is out of space. Nothing was written.',
  STORAGE_CORRUPT: 'The storage backend holds data that Flagstaff did not write.',
  OUTCOME_UNKNOWN: 'The connection was lost during a write, and it is unknown whether the write succeeded.',
  STORE_LOST: 'The store has lost its documents. The last ruleset stays in use, and writes are rejected.',
  STORE_EVICTS: 'The store may evict documents when its memory is full.',
  WATCH_UNAVAILABLE: 'The storage backend cannot announce changes. The client polls instead.',
  READY_TIMEOUT: 'Nothing was loaded within the timeout. Loading continues.',
  ENVIRONMENT_NOT_FOUND: 'The environment does not exist in the documents, or cannot be understood.',
  ENVIRONMENT_PROTECTED: 'The environment is protected. Promotion into it requires `force`.',
  CHANGE_NOT_PENDING: 'The scheduled change is not pending: it has taken effect or was removed.',
  CLOSED: 'The client or the storage backend is closed.',
  LISTENER_FAILED: 'A listener threw or rejected. The other listeners were called.',
  SINK_FAILED: 'The exposure sink threw or rejected. The exposure is lost.',
  HOOK_FAILED: 'A hook threw. The evaluation was not affected.',
  CONTEXT_FAILED:
    'The context function threw, or the context is not an object of attributes. An empty context was used.',
  LAST_KNOWN_GOOD_FAILED: 'The last-known-good copy could not be read or written.',
  OVERRIDE_TOKEN_REJECTED: 'An override token was malformed, expired or signed with an unknown key. It was ignored.',
  AUTHORIZE_FAILED:
    'The `authorize` function of an endpoint threw, took more than 30 seconds, or returned an invalid value. The request was rejected.',
  ENDPOINT_FAILED: 'An endpoint failed to respond because of a fault in the server.',
  NO_CURRENT_FLAGS: 'Flags were read outside a request, or before the middleware that provides them.',
} as const;

/** The codes of a `FlagstaffError`. */
export type FlagstaffErrorCode = keyof typeof ERROR_CODES;

/** The HTTP status of each error that a request can cause or meet. All others are faults of the server: 500. */
const STATUS: { readonly [code in FlagstaffErrorCode]?: number } = {
  INVALID_DOCUMENT: 400,
  INVALID_OPTIONS: 400,
  DOCUMENT_NOT_FOUND: 404,
  REVISION_NOT_FOUND: 404,
  ENVIRONMENT_NOT_FOUND: 404,
  DOCUMENT_IN_USE: 409,
  VERSION_CONFLICT: 409,
  REVISION_CONFLICT: 409,
  EPOCH_CONFLICT: 409,
  TOKEN_REUSED: 409,
  ENVIRONMENT_PROTECTED: 409,
  CHANGE_NOT_PENDING: 409,
  READ_ONLY: 503,
  STORAGE_UNAVAILABLE: 503,
  STORAGE_TIMEOUT: 503,
  STORAGE_UNINITIALIZED: 503,
  STORAGE_FULL: 503,
  OUTCOME_UNKNOWN: 503,
  STORE_LOST: 503,
  READY_TIMEOUT: 503,
  CLOSED: 503,
};

/** The optional parts of a `FlagstaffError`. */
export interface FlagstaffErrorOptions {
  /** The underlying error. Omit when there is none. */
  readonly cause?: unknown;
  /** The faults of a document. Omit when the error is not about one. */
  readonly issues?: readonly ValidationIssue[] | undefined;
}

/** Every error that Flagstaff throws, rejects with or reports. Match on `code`: codes are stable, messages are not. */
export class FlagstaffError extends Error {
  /** Identifies the error across copies of this package. */
  override readonly name: string = 'FlagstaffError';
  /** What happened. Stable across releases. */
  readonly code: FlagstaffErrorCode;
  /** The faults of a document. Undefined when the error is not about one. */
  readonly issues?: readonly ValidationIssue[];
  /** The HTTP status to respond with: 400, 404, 409, 503, or 500 for a fault of the server. Express, Koa and Fastify read it. */
  readonly status: number;
  /** Whether a response may contain `message`: true when `status` is below 500. Koa reads it. */
  readonly expose: boolean;
  /**
   * Returns the response to a request that fails with this error. Hono's own error handling calls it. Undefined when `status` is 500,
   * so that Hono logs the error.
   */
  declare readonly getResponse?: () => Response;

  /** Creates an error. */
  constructor(code: FlagstaffErrorCode, message: string, options: FlagstaffErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.status = STATUS[code] ?? 500;
    this.expose = this.status < 500;
    if (options.issues !== undefined) this.issues = options.issues;
    if (this.status !== 500) {
      const value = (): Response => responseOf(this);
      // Not enumerable: printing an error must not show a function.
      Object.defineProperty(this, 'getResponse', { value });
    }
  }

  /** Lets `instanceof` recognize errors of other copies of this package. */
  static override [Symbol.hasInstance](value: unknown): value is FlagstaffError {
    return this === FlagstaffError ? isFlagstaffError(value) : super[Symbol.hasInstance](value);
  }
}

function responseOf({ status, expose, message }: FlagstaffError): Response {
  return new Response(expose ? message : 'Service Unavailable', { status });
}

/** Whether a value is a `FlagstaffError`, of any copy of this package, with the given code. Omit `code` to match every code. */
export function isFlagstaffError(error: unknown, code?: FlagstaffErrorCode): error is FlagstaffError {
  return (
    error instanceof Error &&
    error.name === 'FlagstaffError' &&
    (code === undefined || (error as FlagstaffError).code === code)
  );
}
