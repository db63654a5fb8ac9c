import type { AnswerOf, BodyOf, QueryOf, RouteName } from '../../src/client.ts';
import { apiError } from './problem.ts';
import type { Problem } from './problem.ts';

type ParamNames<R extends string> = R extends `${string}{${infer Name}}${infer Rest}` ? Name | ParamNames<Rest> : never;

/** The parameters of a route's path. `kind` is `flags`, `segments` or `environments`. */
export type ParamsOf<R extends RouteName> = { readonly [name in ParamNames<R>]: string | number };

/** A route without a body has one of no type, or of any. */
type HasBody<R extends RouteName> = [Exclude<BodyOf<R>, undefined>] extends [never]
  ? false
  : unknown extends BodyOf<R>
    ? false
    : true;

/** What a call sends. Parts that a route does not have are left out. */
export type CallOptions<R extends RouteName> = ([ParamNames<R>] extends [never]
  ? { readonly params?: undefined }
  : { readonly params: ParamsOf<R> }) &
  (HasBody<R> extends true ? { readonly body: Exclude<BodyOf<R>, undefined> } : { readonly body?: undefined }) & {
    readonly query?: QueryOf<R>;
    /** The ETag of the document that is changed. Required to change one. */
    readonly ifMatch?: string | undefined;
    /** A UUID, which makes a repeated write the same commit. */
    readonly idempotencyKey?: string;
    readonly signal?: AbortSignal | undefined;
  };

/** A successful response. */
export interface Answer<R extends RouteName> {
  readonly data: AnswerOf<R>;
  /** Pass it as `ifMatch` to change the document. Undefined when it may not be changed by the caller. */
  readonly etag: string | undefined;
}

/** Responses to GET, by URL: the API answers 304 while they hold. */
const cache = new Map<string, Answer<RouteName>>();
const MAX_CACHED = 200;

/**
 * Calls the API.
 *
 * @throws {ApiError} With the problem of the response, or `OFFLINE`.
 * @example
 * const { data, etag } = await call('GET /{kind}/{key}', { params: { kind: 'flags', key: 'checkout' } });
 */
export async function call<R extends RouteName>(route: R, options: CallOptions<R>): Promise<Answer<R>> {
  const [method, path] = route.split(' ') as [string, string];
  const { params = {}, query, body, ifMatch, idempotencyKey, signal } = options;
  const url = urlOf(path, params, query);
  const cached = method === 'GET' ? cache.get(url) : undefined;
  const headers = new Headers({ accept: 'application/json', 'flagstaff-admin': '1' });
  if (body !== undefined) headers.set('content-type', 'application/json');
  if (ifMatch !== undefined) headers.set('if-match', ifMatch);
  if (idempotencyKey !== undefined) headers.set('idempotency-key', idempotencyKey);
  if (cached?.etag !== undefined) headers.set('if-none-match', cached.etag);
  const response = await send(url, {
    method,
    headers,
    // The browser's cache would answer 304 itself and hide it.
    cache: 'no-store',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (response.status === 304 && cached !== undefined) return cached as Answer<R>;
  if (!response.ok) throw apiError(await readProblem(response));
  const answer: Answer<R> = {
    data: (response.status === 204 ? null : await response.json()) as AnswerOf<R>,
    etag: response.headers.get('etag') ?? undefined,
  };
  if (method === 'GET') remember(url, answer);
  return answer;
}

function remember(url: string, answer: Answer<RouteName>): void {
  cache.delete(url);
  if (answer.etag === undefined) return;
  cache.set(url, answer);
  if (cache.size > MAX_CACHED) cache.delete(cache.keys().next().value!);
}

function urlOf(path: string, params: object, query: object | undefined): string {
  const values = new Map(Object.entries(params).map(([name, value]) => [name, encodeURIComponent(String(value))]));
  const url = new URL(
    `api/v1${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values.get(name)!)}`,
    document.baseURI,
  );
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url.href;
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw apiError({ status: 0, code: 'OFFLINE', detail: 'The server cannot be reached.' });
  }
}

async function readProblem(response: Response): Promise<Problem> {
  const { status } = response;
  const problem = (await response.json().catch(() => undefined)) as Problem | undefined;
  // A proxy or a sign-in page may answer instead of the API.
  return problem?.code === undefined
    ? { status, code: 'UNEXPECTED', detail: `The server responded ${status}.` }
    : problem;
}
