import { FlagstaffError } from '@flagstaff/core';
import type { Cors } from './options.ts';
import { corsHeaders, preflightHeaders } from './cors.ts';
import { emptyResponse, errorResponse } from './replies.ts';
import type { Streams } from './streams.ts';

/**
 * Responds to requests. Never rejects.
 *
 * @param place What the framework knows about the request. Defaults to nothing.
 */
export type Respond = (request: Request, place?: Partial<Place>) => Promise<Response>;

/** Responds to all requests: 404 to those that are not the endpoint's own. */
export interface EndpointHandler extends Respond {
  /** Returns what responds to the requests of a raw path. Undefined when the path belongs to another handler. */
  match(path: string): Respond | undefined;
  /** The number of open event streams. */
  readonly openStreams: number;
  /**
   * Ends the open event streams, so that a stopping server does not wait for them. Stop accepting connections first: readers
   * reconnect.
   */
  close(): void;
}

/** What a framework knows about a request. */
export interface Place {
  /** The path prefix that the framework stripped. Empty when there is none. */
  readonly mountedAt: string;
  /** The client's IP address. Distinguishes event streams of unnamed callers. Empty when unknown. */
  readonly address: string;
  /**
   * The framework's own object: Express's `req`, Koa's or Hono's context, Fastify's `request`. The web-standard request when there
   * is no framework.
   */
  readonly native: unknown;
}

/** Builds an error response: a status, a sentence and headers. */
export type Failure = (status: number, detail: string, headers?: { readonly [name: string]: string }) => Response;

/** The parts that differ between endpoints. */
export interface Endpoint<R> {
  /** Returns the route of a raw path. Undefined when the path belongs to another handler. */
  readonly findRoute: (path: string) => R | undefined;
  /** Returns the methods that a route supports. */
  readonly methodsOf: (route: R) => readonly string[];
  /** Responds to a request with one of the route's methods. An error is reported and responds 500. */
  readonly answer: (request: Request, route: R, place: Place) => Promise<Response>;
  /** The origins whose pages may send requests, and how. */
  readonly cors: Cors;
  /** Response headers that those pages may read, besides the common ones. Defaults to none. */
  readonly exposed?: readonly string[];
  /** Request headers that those pages may send, besides the common ones. Defaults to none. */
  readonly accepted?: readonly string[];
  /** Builds the response to a request that the endpoint does not answer. Defaults to `errorResponse`. */
  readonly failure?: Failure;
  /** Receives errors that responses must not show. */
  readonly reportError: (problem: FlagstaffError) => void;
  /** The event streams that its responses open. Undefined when there are none. */
  readonly streams: Pick<Streams, 'count' | 'end'> | undefined;
}

/** Creates the handler of an endpoint: routes, methods, CORS and errors. */
export function createEndpoint<R>(endpoint: Endpoint<R>): EndpointHandler {
  const { findRoute, methodsOf, cors, exposed = [], accepted = [], reportError, streams } = endpoint;
  const failure = endpoint.failure ?? errorResponse;

  const { origins } = cors;

  async function answer(request: Request, route: R | undefined, place: Place): Promise<Response> {
    if (route === undefined) return failure(404, 'Not found.');
    const methods = methodsOf(route);
    if (request.method === 'OPTIONS')
      return emptyResponse(204, origins.length === 0 ? {} : preflightHeaders(cors, methods, accepted));
    if (!methods.includes(request.method)) {
      return failure(405, 'Method not allowed.', { allow: methods.join(', ') });
    }
    return endpoint.answer(request, route, place);
  }

  async function respond(request: Request, route: R | undefined, place: Place): Promise<Response> {
    const response = await answer(request, route, place).catch((cause: unknown) => {
      const message = "A request failed. See the error's `cause`.";
      reportError(new FlagstaffError('ENDPOINT_FAILED', message, { cause }));
      return failure(500, 'Internal server error.');
    });
    if (origins.length === 0) return response;
    for (const [name, value] of Object.entries(corsHeaders(request, cors, exposed))) {
      response.headers.set(name, value);
    }
    response.headers.append('vary', 'Origin');
    return response;
  }

  const handle: Respond = async (request, place) =>
    respond(request, findRoute(new URL(request.url).pathname), placeOf(request, place));

  function match(path: string): Respond | undefined {
    const route = findRoute(path);
    if (route === undefined) return undefined;
    return (request, place) => respond(request, route, placeOf(request, place));
  }

  return Object.defineProperty(
    Object.assign(handle, {
      match,
      close: () => streams?.end(),
    }),
    'openStreams',
    { get: () => streams?.count ?? 0 },
  ) as EndpointHandler;
}

function placeOf(request: Request, { mountedAt = '', address = '', native = request }: Partial<Place> = {}): Place {
  return { mountedAt, address, native };
}
