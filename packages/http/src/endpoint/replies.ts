/** Sent with every response: never stored by shared caches, never MIME-sniffed. */
export const COMMON_HEADERS: { readonly [name: string]: string } = {
  'cache-control': 'private, no-store',
  'x-content-type-options': 'nosniff',
};

/** Builds a JSON response with the common headers. */
export function jsonResponse(status: number, body: unknown, headers?: { readonly [name: string]: string }): Response {
  return serializedResponse(status, JSON.stringify(body), headers);
}

/** Like `jsonResponse`, for JSON that is already a text. */
export function serializedResponse(
  status: number,
  json: string,
  headers: { readonly [name: string]: string } = {},
): Response {
  const bytes = new TextEncoder().encode(json);
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
