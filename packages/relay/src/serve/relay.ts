// Docs: docs/relay.md
import { invalidOptions } from '@flagstaff/core/storage';
import type { FlagstaffError, FlagDefinitions, Flagstaff, Snapshot } from '@flagstaff/core';
import { authorizeRequest, createEndpoint, createStreams, errorResponse } from '@flagstaff/http/endpoint';
import type { EndpointHandler } from '@flagstaff/http/endpoint';
import { formatRevision, plainRevision, revisionId } from '../protocol.ts';
import { cacheHeaders } from './cache-headers.ts';
import { createChangeLog } from './change-log.ts';
import { documentsText } from './document-text.ts';
import { parseOptions } from './options.ts';
import type { RelayOptions } from './options.ts';
import { createKept, createRepresentation } from './representation.ts';
import type { Representation } from './representation.ts';
import { respond } from './respond.ts';
import { findRoute } from './route.ts';
import type { ReadRoute, Route } from './route.ts';

/** Serves documents. Never rejects. */
export type RelayHandler = EndpointHandler;

/** Milliseconds that requests wait for the first load. */
const READY_TIMEOUT = 1_000;

/** Serialized changes to keep. Readers hold the same few revisions. */
const MAX_CHANGES = 8;

/**
 * Creates a fetch handler that serves a client's documents, read-only: the current revision, all documents, the changes between
 * revisions, and an event stream that announces them. Read them with `httpStorage({ url })`.
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
  const { authorize, basePath, cors, events, credentialHeaders } = parseOptions(options);
  const cache = cacheHeaders(credentialHeaders);
  const log = createChangeLog(flagstaff, current);
  const whole = createKept(1);
  const changes = createKept(MAX_CHANGES);
  const streams = events && createStreams(flagstaff, events, announcement);
  const reportError = (problem: FlagstaffError): void => flagstaff.reportError(problem);

  /** Returns the documents to serve. Undefined while nothing was loaded from the store. */
  function current(): Snapshot | undefined {
    const { state } = flagstaff;
    if (state === 'loading' || state === 'closed') return undefined;
    const snapshot = flagstaff.snapshot();
    if (snapshot.revision !== undefined) return snapshot;
    // Bootstrap documents belong to this program, not to the store. Other readers have their own.
    return state === 'ready' ? { revision: undefined, documents: [] } : undefined;
  }

  function announcement(): object {
    const { revision } = flagstaff;
    return { type: 'changed', ...(revision && { revision: plainRevision(revision) }) };
  }

  async function read(request: Request, route: ReadRoute): Promise<Response> {
    if (flagstaff.state === 'loading') await flagstaff.ready({ timeoutMs: READY_TIMEOUT }).catch(() => undefined);
    const snapshot = current();
    if (snapshot === undefined) return errorResponse(503, 'No documents have been loaded yet.', { 'retry-after': '1' });
    const { revision } = snapshot;
    const id = revisionId(revision);
    const all = (): Representation =>
      whole(id, () => `{"revision":${formatRevision(revision)},"documents":${documentsText(snapshot.documents)}}`);
    if (route.name === 'head') {
      const head = createRepresentation(`{"revision":${formatRevision(revision)}}`);
      return respond(request, id, cache.current, () => head);
    }
    if (route.name === 'documents') return respond(request, id, cache.current, all);
    if (route.name === 'documentsOf') {
      if (route.id === id) return respond(request, id, cache.fixed, all);
      return errorResponse(404, 'This revision is not the current one.');
    }
    const { since, until } = route;
    const commits = await log.between(since, until);
    if (commits === 'unknown') return errorResponse(409, 'The second revision is not known here, or not yet.');
    if (commits === 'gap') return errorResponse(410, 'The changes since the first revision are not kept.');
    const name = `${since}..${until}`;
    return respond(request, name, cache.fixed, () => changes(name, () => `{"commits":[${commits.join(',')}]}`));
  }

  function follow(request: Request, caller: string): Response {
    if (streams === undefined) return errorResponse(404, 'Event streams are turned off.');
    return (
      streams.open(caller, request.headers.get('last-event-id') ?? undefined) ??
      errorResponse(429, 'Too many event streams are open.', { 'retry-after': '30' })
    );
  }

  return createEndpoint<Route>({
    findRoute: (path) => findRoute(path, basePath),
    methodsOf: ({ name }) => (name === 'events' ? ['GET'] : ['GET', 'HEAD']),
    async answer(request, route, { address }) {
      const admission = await authorizeRequest(authorize, request, reportError);
      if (!admission.admitted) return admission.refusal;
      return route.name === 'events' ? follow(request, admission.attributes.caller || address) : read(request, route);
    },
    cors,
    reportError,
    streams,
  });
}
