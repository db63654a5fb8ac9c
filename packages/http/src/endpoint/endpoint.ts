import { FlagstaffError } from '@flagstaff/core';
import { corsHeaders, preflightHeaders } from './cors.ts';
import { emptyResponse, errorResponse } from './replies.ts';
import type { Streams } from './streams.ts';

/** Answers requests, and knows which paths are its own. Never rejects. */
export interface EndpointHandler {
  /**
   * @param mountedAt What the framework took off the path before it called. Defaults to nothing.
   * @param address The address of the client, where the framework knows it. It tells event streams of unnamed callers apart.
   */
  (request: Request, mountedAt?: string, address?: string): Promise<Response>;
  /** Whether a path is one of this endpoint's. */
  matches(path: string): boolean;
  /** Event streams that are open. */
  readonly openStreams: number;
  /**
   * Ends the event streams that are open, so that a server that stops does not wait for them: stop accepting connections first,
   * because readers open their streams again.
   */
  close(): void;
}

/** Where a request came in, and from where. */
export interface Place {
  readonly mountedAt: string;
  /** Empty where it is not known. */
  readonly address: string;
}

/** What an endpoint is made of; the rest is the same for all of them. */
export interface Endpoint<R> {
  /** The route of a path, as it was sent; undefined: none of ours. */
  readonly findRoute: (path: string) => R | undefined;
  /** The methods that a route answers. */
  readonly methodsOf: (route: R) => readonly string[];
  /** Answers a request with one of the route's methods. What it throws is reported and answered with 500. */
  readonly answer: (request: Request, route: R, place: Place) => Promise<Response>;
  /** Origins whose pages may read answers. */
  readonly origins: readonly string[];
  /** Headers of answers that those pages may read, beside the common ones. Default: none. */
  readonly exposed?: readonly string[];
  readonly reportError: (problem: FlagstaffError) => void;
  /** Those that its answers open; undefined: none. */
  readonly streams: Pick<Streams, 'count' | 'end'> | undefined;
}

export function createEndpoint<R>(endpoint: Endpoint<R>): EndpointHandler {
  const { findRoute, methodsOf, origins, exposed = [], reportError, streams } = endpoint;

  async function answer(request: Request, place: Place): Promise<Response> {
    const route = findRoute(new URL(request.url).pathname);
    if (route === undefined) return errorResponse(404, 'There is nothing here.');
    const methods = methodsOf(route);
    if (request.method === 'OPTIONS') return emptyResponse(204, origins.length === 0 ? {} : preflightHeaders(methods));
    if (!methods.includes(request.method)) {
      return errorResponse(405, `Use ${methods.join(' or ')}.`, { allow: methods.join(', ') });
    }
    return endpoint.answer(request, route, place);
  }

  async function handle(request: Request, mountedAt = '', address = ''): Promise<Response> {
    const response = await answer(request, { mountedAt, address }).catch((cause: unknown) => {
      const message = "A request could not be answered; see the error's `cause`.";
      reportError(new FlagstaffError('ENDPOINT_FAILED', message, { cause }));
      return errorResponse(500, 'Something went wrong here.');
    });
    for (const [name, value] of Object.entries(corsHeaders(request, origins, exposed))) {
      response.headers.set(name, value);
    }
    return response;
  }

  return Object.defineProperty(
    Object.assign(handle, {
      matches: (path: string) => findRoute(path) !== undefined,
      close: () => streams?.end(),
    }),
    'openStreams',
    { get: () => streams?.count ?? 0 },
  ) as EndpointHandler;
}
