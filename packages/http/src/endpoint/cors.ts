/** Returns the CORS headers of a response: only `Vary` when the origin is not allowed. @see Fetch, "CORS protocol" */
export function corsHeaders(
  request: Request,
  origins: readonly string[],
  exposed: readonly string[],
): { readonly [name: string]: string } {
  const origin = request.headers.get('origin');
  if (origin === null || !(origins.includes(origin) || origins.includes('*'))) return { vary: 'Origin' };
  return {
    'access-control-allow-origin': origin,
    'access-control-expose-headers': ['ETag', 'Retry-After', ...exposed].join(', '),
    vary: 'Origin',
  };
}

/** Returns the additional headers of a preflight response. */
export function preflightHeaders(methods: readonly string[]): { readonly [name: string]: string } {
  return {
    'access-control-allow-methods': methods.join(', '),
    'access-control-allow-headers': 'Content-Type, If-None-Match, Authorization, X-API-Key',
    'access-control-max-age': '600',
  };
}
