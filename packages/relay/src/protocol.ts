// What the two ends say to each other. Docs: docs/relay.md
import type { Revision } from '@flagstaff/core';

export const DOCUMENTS_PATH = '/flagstaff/v1/documents';
export const EVENTS_PATH = '/flagstaff/v1/events';

/** Where the store is, on every answer about documents: an answer without a body has it too. */
export const REVISION_HEADER = 'flagstaff-revision';

/** Characters that an epoch or a token may have. */
const MAX_NAME = 512;

/** A revision as the header has it: JSON in ASCII; `null` while nothing was ever committed. */
export function formatRevision(revision: Revision | undefined): string {
  return JSON.stringify(revision === undefined ? null : plain(revision)).replace(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A revision from the other end; null: nothing was ever committed; undefined: it is not one. */
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
