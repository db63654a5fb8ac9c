import type { FlagDocument, StoredDocument } from '@flagstaff/core';

/** A flag that answers with a number. */
export function counterDocument(key: string, n: number, description = ''): FlagDocument {
  return { kind: 'flag', key, type: 'number', variants: { now: n }, default: 'now', description };
}

/** The number in such a flag. Throws when it is not one. */
export function countOf(document: StoredDocument | undefined | null): number {
  const value = document?.kind === 'flag' ? document.variants?.['now'] : undefined;
  if (typeof value !== 'number') throw new Error('Not a counter.');
  return value;
}
