import type { StoredDocument } from '@flagstaff/core';

/** An error response of the API, or what stands for one that is missing. @see RFC 9457 */
export interface Problem {
  /** The status of the response. 0 when there was none. */
  readonly status: number;
  /** A code of `FlagstaffError`, or one of the API's. `UNEXPECTED` when something else responded. */
  readonly code: string;
  /** What happened, and what to do. */
  readonly detail: string;
  /** Faults of a body, each with its path. */
  readonly problems?: readonly {
    /** A JSONPath within the document. */
    readonly path: string;
    /** What is wrong. */
    readonly message: string;
  }[];
  /** With 412: the document as it is now. */
  readonly current?: StoredDocument;
  /** With 412: the fields that changed since. */
  readonly changedFields?: readonly string[];
  /** With 412: the fields that both changed. */
  readonly conflictingFields?: readonly string[];
  /** With 403: the environments that need a permission. */
  readonly environments?: readonly string[];
}

/** Reads the problem of an error response. Never rejects. */
export async function problemIn(response: Response): Promise<Problem> {
  const { status } = response;
  const problem = (await response.json().catch(() => undefined)) as Problem | null | undefined;
  // A proxy or a sign-in page may answer instead of the API.
  return typeof problem?.code === 'string'
    ? problem
    : { status, code: 'UNEXPECTED', detail: `The server responded ${status}.` };
}
