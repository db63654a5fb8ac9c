/** What every answer says: it is for whoever asked and for nobody else, and it is what it says it is. */
export const COMMON_HEADERS: { readonly [name: string]: string } = {
  'cache-control': 'private, no-store',
  'x-content-type-options': 'nosniff',
};

export function jsonResponse(
  status: number,
  body: unknown,
  headers: { readonly [name: string]: string } = {},
): Response {
  const bytes = new TextEncoder().encode(JSON.stringify(body));
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

export function emptyResponse(status: number, headers: { readonly [name: string]: string } = {}): Response {
  return new Response(null, { status, headers: { ...COMMON_HEADERS, ...headers } });
}

/** Something is wrong with the request as a whole, or here. */
export function errorResponse(
  status: number,
  errorDetails: string,
  headers?: { readonly [name: string]: string },
): Response {
  return jsonResponse(status, { errorDetails }, headers);
}
