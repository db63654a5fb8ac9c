import type { FlagDocument, StoredDocument } from '@flagstaff/core';

/** Creates a flag with a number as its value. */
export function counterDocument(key: string, n: number, description = ''): FlagDocument {
  return { kind: 'flag', key, type: 'number', variants: { now: n }, default: 'now', description };
}

/** Returns the number of such a flag. Throws when there is none. */
export function countOf(document: StoredDocument | undefined | null): number {
  const value = document?.kind === 'flag' ? document.variants?.['now'] : undefined;
  if (typeof value !== 'number') throw new Error('Not a counter.');
  return value;
}
