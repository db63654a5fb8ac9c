import type { DocumentId } from '@flagstaff/core';
import { problem } from './problem.ts';

/** Returns the error for a document that a request names and the store lacks. */
export function documentMissing(id: DocumentId): Error {
  return problem({ status: 404, code: 'DOCUMENT_NOT_FOUND', detail: `${id} does not exist.` });
}

/** Returns the error for an environment that a request names and the store lacks. */
export function environmentMissing(key: string): Error {
  return problem({ status: 404, code: 'ENVIRONMENT_NOT_FOUND', detail: `There is no environment "${key}".` });
}
