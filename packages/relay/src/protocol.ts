// The protocol between relay and storage. Docs: docs/relay.md
import type { Revision } from '@flagstaff/core';

export const DOCUMENTS_PATH = '/flagstaff/v1/documents';
export const EVENTS_PATH = '/flagstaff/v1/events';

/** The store's revision. Sent with every response about documents, including those without a body. */
export const REVISION_HEADER = 'flagstaff-revision';

/** Maximum number of characters of an epoch or a token. */
const MAX_NAME = 512;

/** Formats a revision for the header: JSON in ASCII, or `null` before the first commit. */
export function formatRevision(revision: Revision | undefined): string {
  return JSON.stringify(revision === undefined ? null : plain(revision)).replace(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Parses a revision. Returns null before the first commit, and undefined for an invalid value. */
export function parseRevision(value: unknown): Revision | null | undefined {
  if (value === null) return null;
  if (typeof value !== 'object' || Array.isArray(value)) return undefined;
  const { epoch, number, token } = value as Partial<Revision>;
  if (!isName(epoch) || !isName(token) || !Number.isSafeInteger(number) || number! < 0) return undefined;
  return { epoch, number: number!, token };
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MAX_NAME;
}

function plain({ epoch, number, token }: Revision): Revision {
  return { epoch, number, token };
}
