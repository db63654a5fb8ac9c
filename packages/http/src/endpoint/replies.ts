import { toHex } from '@flagstaff/core/storage';
import type { Bytes } from '@flagstaff/core/storage';

/** Sent with every response: never stored by shared caches, never MIME-sniffed. */
export const COMMON_HEADERS: { readonly [name: string]: string } = {
  'cache-control': 'private, no-store',
  'x-content-type-options': 'nosniff',
};

/** Builds a JSON response with the common headers. */
export function jsonResponse(status: number, body: unknown, headers?: { readonly [name: string]: string }): Response {
  return serializedResponse(status, JSON.stringify(body), headers);
}

/** Like `jsonResponse`, for JSON that is already serialized. */
export function serializedResponse(
  status: number,
  json: string | Bytes,
  headers: { readonly [name: string]: string } = {},
): Response {
  const bytes = bytesOf(json);
  return new Response(bytes, {
    status,
    headers: {
      ...COMMON_HEADERS,
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(bytes.byteLength),
      ...headers,
    },
  });
}

/** Builds a response without a body, with the common headers. */
export function emptyResponse(status: number, headers: { readonly [name: string]: string } = {}): Response {
  return new Response(null, { status, headers: { ...COMMON_HEADERS, ...headers } });
}

/** Builds an error response about the request as a whole or the server. */
export function errorResponse(
  status: number,
  errorDetails: string,
  headers?: { readonly [name: string]: string },
): Response {
  return jsonResponse(status, { errorDetails }, headers);
}

/** A strong entity tag of a text: a digest of it. */
export async function strongEtag(text: string | Bytes): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytesOf(text)));
  return `"${toHex(digest.subarray(0, 16))}"`;
}

function bytesOf(text: string | Bytes): Bytes {
  return typeof text === 'string' ? new TextEncoder().encode(text) : text;
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
