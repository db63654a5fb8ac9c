import type { AnswerOf, RouteName } from '../../src/client/admin-api.ts';
import type { CallOptions } from '../../src/client/call-options.ts';
import { problemIn } from '../../src/client/problem.ts';
import { requestOf } from '../../src/client/request-of.ts';
import { takeEarly } from './early.ts';
import { apiError } from './problem.ts';

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
  const { url, init } = requestOf(document.baseURI, route, options);
  const isRead = init.method === 'GET';
  const cached = isRead ? cache.get(url) : undefined;
  if (cached?.etag !== undefined) init.headers.set('if-none-match', cached.etag);
  // The browser's cache would answer 304 itself and hide it.
  const early = isRead ? await takeEarly(url) : undefined;
  const response = early ?? (await send(url, { ...init, cache: 'no-store' }));
  if (response.status === 304 && cached !== undefined) return cached as Answer<R>;
  if (!response.ok) throw apiError(await problemIn(response));
  const answer: Answer<R> = {
    data: (response.status === 204 ? null : await response.json()) as AnswerOf<R>,
    etag: response.headers.get('etag') ?? undefined,
  };
  if (isRead) remember(url, answer);
  return answer;
}

function remember(url: string, answer: Answer<RouteName>): void {
  cache.delete(url);
  if (answer.etag === undefined) return;
  cache.set(url, answer);
  if (cache.size > MAX_CACHED) cache.delete(cache.keys().next().value!);
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw apiError({ status: 0, code: 'OFFLINE', detail: 'The server cannot be reached.' });
  }
}
