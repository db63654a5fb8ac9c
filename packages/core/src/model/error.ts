// Docs: docs/errors.md (a test compares the two)
import type { ValidationIssue } from './problem.ts';

/** Every code that a `FlagstaffError` can carry, and what it means. */
export const ERROR_CODES = {
  INVALID_DOCUMENT: 'A document that was to be written is not valid; `issues` lists each fault with its path.',
  INVALID_OPTIONS: 'An option given to a factory or a method has the wrong type or is out of range.',
  DOCUMENT_REJECTED: 'A document found in the store cannot be understood; the last version that could be is kept.',
  DOCUMENT_NOT_FOUND: 'The document to delete or to change does not exist.',
  DOCUMENT_IN_USE: 'The document cannot be deleted while others refer to it.',
  VERSION_CONFLICT: 'The document was changed by somebody else since it was read; read it again and retry.',
  REVISION_CONFLICT: 'The store has moved on since the commit was prepared; read again and retry.',
  REVISION_NOT_FOUND: 'The revision is not in the history that the store keeps.',
  EPOCH_CONFLICT: 'The store is not the one that was read: it was emptied, restored or replaced.',
  CAPABILITY_MISSING: 'The storage backend does not have the method that this needs.',
  READ_ONLY: 'The storage backend does not accept writes.',
  STORAGE_UNAVAILABLE: 'The storage backend could not be reached or failed; nothing was written.',
  STORAGE_TIMEOUT: 'The storage backend did not answer in time.',
  STORAGE_UNINITIALIZED: 'The storage backend is reachable but not set up yet (its tables do not exist).',
  STORAGE_FULL: 'The storage backend has no room for the write; nothing was written.',
  STORAGE_CORRUPT: 'The storage backend holds something else than Flagstaff where its data should be.',
  OUTCOME_UNKNOWN: 'The connection was lost during a write and whether it happened could not be found out.',
  STORE_LOST: 'The store no longer has the documents that it had; the last ruleset is kept, and nothing is written.',
  STORE_EVICTS: 'The store may drop the documents when its memory is full.',
  WATCH_UNAVAILABLE: 'Changes cannot be announced by the storage backend; they are polled for.',
  READY_TIMEOUT: 'Nothing could be loaded within the time given; loading goes on.',
  ENVIRONMENT_NOT_FOUND: 'The environment does not exist in the documents, or cannot be understood.',
  ENVIRONMENT_PROTECTED: 'The environment is protected: nothing is promoted into it without force.',
  CHANGE_NOT_PENDING: 'The scheduled change is not pending: it has taken effect, or somebody took it away.',
  CLOSED: 'The client or the storage backend was closed.',
  LISTENER_FAILED: 'A listener threw or rejected; the others were called all the same.',
  SINK_FAILED: 'The exposure sink threw or rejected; that exposure is lost.',
  HOOK_FAILED: 'A hook threw; the evaluation was not affected.',
  CONTEXT_FAILED: 'The context function threw; the request was evaluated with an empty context.',
  LAST_KNOWN_GOOD_FAILED: 'The last-known-good copy could not be read or written.',
  OVERRIDE_TOKEN_REJECTED:
    'A QA override token was malformed, expired or signed with an unknown key; it changed nothing.',
  AUTHORIZE_FAILED:
    'The function that says who may use an endpoint threw, took more than 30 seconds, or returned what is no authorization; the request was refused.',
  ENDPOINT_FAILED: 'A request to an endpoint could not be answered because of a fault in the server.',
  NO_CURRENT_FLAGS: 'Flags were asked for outside a request, or before the middleware that puts them there.',
} as const;

export type FlagstaffErrorCode = keyof typeof ERROR_CODES;

export interface FlagstaffErrorOptions {
  readonly cause?: unknown;
  readonly issues?: readonly ValidationIssue[];
}

/**
 * Every error that Flagstaff throws, rejects with or reports. Recognise it by `code`: it is stable, messages are not.
 */
export class FlagstaffError extends Error {
  override readonly name: string = 'FlagstaffError';
  readonly code: FlagstaffErrorCode;
  /** The faults of a document, where `code` is about one. */
  readonly issues?: readonly ValidationIssue[];

  constructor(code: FlagstaffErrorCode, message: string, options: FlagstaffErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    if (options.issues !== undefined) this.issues = options.issues;
  }
}

/** True of a `FlagstaffError` of any copy of this package, with the code where one is given. */
export function isFlagstaffError(error: unknown, code?: FlagstaffErrorCode): error is FlagstaffError {
  return (
    error instanceof Error &&
    error.name === 'FlagstaffError' &&
    (code === undefined || (error as FlagstaffError).code === code)
  );
}
