// Docs: docs/relay.md
import { invalidOptions } from '@flagstaff/core/storage';
import type { FlagstaffError, FlagDefinitions, Flagstaff } from '@flagstaff/core';
import {
  authorizeRequest,
  COMMON_HEADERS,
  createEndpoint,
  createStreams,
  errorResponse,
  matchesIfNoneMatch,
} from '@flagstaff/http/endpoint';
import type { EndpointHandler } from '@flagstaff/http/endpoint';
import { DOCUMENTS_PATH, EVENTS_PATH, REVISION_HEADER } from '../protocol.ts';
import { parseOptions } from './options.ts';
import type { RelayOptions } from './options.ts';
import { createRepresentations } from './representation.ts';

/** Serves documents. Never rejects. */
export type RelayHandler = EndpointHandler;

/** Milliseconds that requests wait for the first load. */
const READY_TIMEOUT = 1_000;

/**
 * Creates a fetch handler that serves a client's documents, read-only: `GET /flagstaff/v1/documents`, and the event stream
 * `GET /flagstaff/v1/events` that announces changes. Read them with `httpStorage({ url })`.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid.
 * @example
 * const handler = relay(flagstaff, { authorize: staticKeys([process.env.RELAY_KEY]) });
 * app.all('/flagstaff/*', (c) => handler(c.req.raw)); // Hono; Express and Koa: `@flagstaff/http/node`
 */
export function relay<F extends FlagDefinitions>(flagstaff: Flagstaff<F>, options: RelayOptions): RelayHandler {
  if (typeof flagstaff?.snapshot !== 'function') {
    throw invalidOptions('`relay(flagstaff, options)` takes what `createFlagstaff()` returned.');
  }
  const { authorize, basePath, cors, events } = parseOptions(options);
  const represent = createRepresentations(flagstaff);
  const streams = events && createStreams(flagstaff, events, () => ({ type: 'changed' }));
  const reportError = (problem: FlagstaffError): void => flagstaff.reportError(problem);

  async function documents(request: Request): Promise<Response> {
    if (flagstaff.state === 'loading') await flagstaff.ready({ timeoutMs: READY_TIMEOUT }).catch(() => undefined);
    const found = await represent();
    if (found === undefined) return errorResponse(503, 'No documents have been loaded yet.', { 'retry-after': '1' });
    const { body, etag, revision } = found;
    const headers = { ...COMMON_HEADERS, 'cache-control': 'private, no-cache', etag, [REVISION_HEADER]: revision };
    if (matchesIfNoneMatch(request.headers.get('if-none-match'), etag))
      return new Response(null, { status: 304, headers });
    return new Response(request.method === 'HEAD' ? null : body, {
      headers: { ...headers, 'content-type': 'application/json; charset=utf-8' },
    });
  }

  function follow(request: Request, caller: string): Response {
    if (streams === undefined) return errorResponse(404, 'Event streams are turned off.');
    return (
      streams.open(caller, request.headers.get('last-event-id') ?? undefined) ??
      errorResponse(429, 'Too many event streams are open.', { 'retry-after': '30' })
    );
  }

  return createEndpoint<'documents' | 'events'>({
    // The raw path: a different spelling is a different path.
    findRoute(path) {
      if (path === basePath + DOCUMENTS_PATH) return 'documents';
      return path === basePath + EVENTS_PATH ? 'events' : undefined;
    },
    methodsOf: (route) => (route === 'documents' ? ['GET', 'HEAD'] : ['GET']),
    async answer(request, route, { address }) {
      const admission = await authorizeRequest(authorize, request, reportError);
      if (!admission.admitted) return admission.refusal;
      return route === 'documents' ? documents(request) : follow(request, admission.attributes.caller || address);
    },
    cors,
    exposed: ['Flagstaff-Revision'],
    reportError,
    streams,
  });
}
