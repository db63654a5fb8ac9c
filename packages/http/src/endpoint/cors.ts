import type { Cors } from './options.ts';

/** Request headers that pages of allowed origins may send. The others belong to tracing, which adds them to every request. */
const ALLOWED_HEADERS: readonly string[] = [
  'Content-Type',
  'If-None-Match',
  'Authorization',
  'X-API-Key',
  'traceparent',
  'tracestate',
  'baggage',
  'sentry-trace',
  'newrelic',
  'b3',
  'x-b3-traceid',
  'x-b3-spanid',
  'x-b3-parentspanid',
  'x-b3-sampled',
  'x-datadog-trace-id',
  'x-datadog-parent-id',
  'x-datadog-origin',
  'x-datadog-sampling-priority',
  'x-amzn-trace-id',
  'x-request-id',
  'x-correlation-id',
];

/** Returns the CORS headers of a response, besides `Vary`. None when the origin is not allowed. @see Fetch, "CORS protocol" */
export function corsHeaders(
  request: Request,
  { origins, credentials }: Cors,
  exposed: readonly string[],
): { readonly [name: string]: string } {
  const origin = request.headers.get('origin');
  if (origin === null || !(origins.includes(origin) || origins.includes('*'))) return {};
  return {
    'access-control-allow-origin': origin,
    'access-control-expose-headers': ['ETag', 'Retry-After', ...exposed].join(', '),
    ...(credentials && { 'access-control-allow-credentials': 'true' }),
  };
}

/** Returns the additional headers of a preflight response. */
export function preflightHeaders(
  { headers }: Cors,
  methods: readonly string[],
  accepted: readonly string[],
): { readonly [name: string]: string } {
  return {
    'access-control-allow-methods': methods.join(', '),
    'access-control-allow-headers': [...ALLOWED_HEADERS, ...accepted, ...headers].join(', '),
    'access-control-max-age': '600',
  };
}
