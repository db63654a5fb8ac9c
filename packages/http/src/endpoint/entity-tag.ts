import type { Bytes } from '@flagstaff/core/storage';
import { toHex } from '@flagstaff/core/storage';

/** A strong entity tag of a text: a digest of it. */
export async function strongEtag(text: string | Bytes): Promise<string> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return `"${toHex(digest.subarray(0, 16))}"`;
}

/** Returns whether an `If-None-Match` header matches the ETag. @see RFC 9110, section 13.1.2 (weak comparison) */
export function matchesIfNoneMatch(header: string | null, tag: string): boolean {
  if (header === null || header.length > 8_192) return false;
  return header.split(',').some((entry) => {
    const named = entry.trim().replace(/^W\//, '');
    // The examples in the OFREP specification have no quotes.
    return named === tag || `"${named}"` === tag;
  });
}
