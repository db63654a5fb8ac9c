import type { RouteName } from './admin-api.ts';
import type { CallOptions } from './call-options.ts';

/** What `fetch` takes. */
export interface ApiRequest {
  /** The URL of the route. */
  readonly url: string;
  /** The rest of the request. */
  readonly init: RequestInit & {
    /** The method of the route. */
    readonly method: string;
    /** Headers, to which a caller may add. */
    readonly headers: Headers;
  };
}

/**
 * Builds a request to the API.
 *
 * @param mount The URL of the mount, with a slash at its end.
 * @example
 * const { url, init } = requestOf('https://app.example/admin/flags/', 'GET /{kind}/{key}', { params: { kind: 'flags', key: 'a' } });
 * const response = await fetch(url, init);
 */
export function requestOf<R extends RouteName>(mount: string, route: R, options: CallOptions<R>): ApiRequest {
  const [method, path] = route.split(' ') as [string, string];
  const { params = {}, query, body, ifMatch, idempotencyKey, signal } = options;
  const headers = new Headers({ accept: 'application/json', 'flagstaff-admin': '1' });
  if (body !== undefined) headers.set('content-type', 'application/json');
  if (ifMatch !== undefined) headers.set('if-match', ifMatch);
  if (idempotencyKey !== undefined) headers.set('idempotency-key', idempotencyKey);
  return {
    url: urlOf(mount, path, params, query),
    init: {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    },
  };
}

function urlOf(mount: string, path: string, params: object, query: object | undefined): string {
  const values = new Map(Object.entries(params).map(([name, value]) => [name, encodeURIComponent(String(value))]));
  const url = new URL(`api/v1${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values.get(name)!)}`, mount);
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url.href;
}
