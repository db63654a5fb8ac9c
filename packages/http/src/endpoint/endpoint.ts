import { FlagstaffError } from '@flagstaff/core';
import { corsHeaders, preflightHeaders } from './cors.ts';
import { emptyResponse, errorResponse } from './replies.ts';
import type { Streams } from './streams.ts';

/** Handles the requests of an endpoint and matches its paths. Never rejects. */
export interface EndpointHandler {
  /**
   * @param mountedAt The path prefix that the framework stripped. Defaults to none.
   * @param address The client's IP address, if the framework knows it. Distinguishes event streams of unnamed callers.
   */
  (request: Request, mountedAt?: string, address?: string): Promise<Response>;
  /** Returns whether a path belongs to this endpoint. */
  matches(path: string): boolean;
  /** The number of open event streams. */
  readonly openStreams: number;
  /**
   * Ends the open event streams, so that a stopping server does not wait for them. Stop accepting connections first: readers
   * reconnect.
   */
  close(): void;
}

/** The mount path and the client address of a request. */
export interface Place {
  readonly mountedAt: string;
  /** Empty when unknown. */
  readonly address: string;
}

/** The parts that differ between endpoints. */
export interface Endpoint<R> {
  /** Returns the route of a raw path. Undefined when the path belongs to another handler. */
  readonly findRoute: (path: string) => R | undefined;
  /** Returns the methods that a route supports. */
  readonly methodsOf: (route: R) => readonly string[];
  /** Responds to a request with one of the route's methods. An error is reported and responds 500. */
  readonly answer: (request: Request, route: R, place: Place) => Promise<Response>;
  /** Origins whose pages may read responses. */
  readonly origins: readonly string[];
  /** Response headers that those pages may read, besides the common ones. Defaults to none. */
  readonly exposed?: readonly string[];
  readonly reportError: (problem: FlagstaffError) => void;
  /** The event streams that its responses open. Undefined when there are none. */
  readonly streams: Pick<Streams, 'count' | 'end'> | undefined;
}

export function createEndpoint<R>(endpoint: Endpoint<R>): EndpointHandler {
  const { findRoute, methodsOf, origins, exposed = [], reportError, streams } = endpoint;

  async function answer(request: Request, place: Place): Promise<Response> {
    const route = findRoute(new URL(request.url).pathname);
    if (route === undefined) return errorResponse(404, 'Not found.');
    const methods = methodsOf(route);
    if (request.method === 'OPTIONS') return emptyResponse(204, origins.length === 0 ? {} : preflightHeaders(methods));
    if (!methods.includes(request.method)) {
      return errorResponse(405, 'Method not allowed.', { allow: methods.join(', ') });
    }
    return endpoint.answer(request, route, place);
  }

  async function handle(request: Request, mountedAt = '', address = ''): Promise<Response> {
    const response = await answer(request, { mountedAt, address }).catch((cause: unknown) => {
      const message = "A request failed. See the error's `cause`.";
      reportError(new FlagstaffError('ENDPOINT_FAILED', message, { cause }));
      return errorResponse(500, 'Internal server error.');
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
