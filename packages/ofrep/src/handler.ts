// Docs: docs/ofrep.md. Source: OpenFeature Remote Evaluation Protocol 0.3.0.
import type { FlagstaffError, Evaluator, FlagDefinitions, Flagstaff } from '@flagstaff/core';
import { watchAnswers } from '@flagstaff/core/explain';
import { invalidOptions } from '@flagstaff/core/storage';
import {
  authorizeRequest,
  createEndpoint,
  createStreams,
  emptyResponse,
  eventIdOf,
  errorResponse,
  jsonResponse,
  matchesIfNoneMatch,
  serializedResponse,
} from '@flagstaff/http/endpoint';
import type { EndpointHandler, Place } from '@flagstaff/http/endpoint';
import { canonical, entityTag, serializeAnswer, statusOf, toAnswer } from './answer.ts';
import { createKnownTags } from './known-tags.ts';
import { parseOptions } from './options.ts';
import type { OfrepOptions } from './options.ts';
import { createRateLimit } from './rate-limit.ts';
import { readBody, readContext, withCallerAttributes } from './read-request.ts';
import { createStreamAccess } from './stream-access.ts';
import type { StreamAccess } from './stream-access.ts';

/** Handles requests of the protocol. Never rejects. */
export type OfrepHandler = EndpointHandler;

/** Milliseconds that requests wait for the first load. */
const READY_TIMEOUT = 1_000;

/**
 * Creates a fetch handler with the endpoints of the OpenFeature Remote Evaluation Protocol: `POST /ofrep/v1/evaluate/flags/{key}`,
 * `POST /ofrep/v1/evaluate/flags`, and the event stream that the latter announces.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid.
 * @example
 * const handler = ofrep(flagstaff, { authorize: staticKeys([process.env.OFREP_KEY]) });
 * app.all('/ofrep/*', (c) => handler(c.req.raw)); // Hono; Express and Koa: `@flagstaff/http/node`
 */
export function ofrep<F extends FlagDefinitions>(flagstaff: Flagstaff<F>, options: OfrepOptions): OfrepHandler {
  if (typeof flagstaff?.forContext !== 'function') {
    throw invalidOptions('`ofrep(flagstaff, options)` takes a client from `createFlagstaff()`.');
  }
  const settings = parseOptions(options);
  const { basePath, events } = settings;
  const mayGoOn = createRateLimit(settings.perSecond);
  const access = events && createStreamAccess(events.secret);
  // See OFREP 0.3.0, `sseEventData`.
  const streams = events && createStreams(flagstaff, events, (etag) => ({ type: 'refetchEvaluation', etag }));

  const reportError = (problem: FlagstaffError): void => flagstaff.reportError(problem);
  const answersVersion = watchAnswers(flagstaff, { clientSideOnly: settings.clientSideOnly });
  const knownTags = createKnownTags();

  async function evaluate(request: Request, route: Route, { mountedAt }: Place): Promise<Response> {
    const admission = await authorizeRequest(settings.authorize, request, reportError);
    if (!admission.admitted) return admission.refusal;
    const { attributes, caller } = admission.attributes;
    if (!mayGoOn(caller)) return errorResponse(429, 'Too many requests.', { 'retry-after': '1' });
    const body = await readBody(request, settings.maxBodyBytes);
    if (!body.ok && body.status === 413) return errorResponse(413, body.why);
    const given = body.ok ? readContext(body.value) : body;
    const key = route.name === 'single' ? { key: route.key } : {};
    if (!given.ok) {
      return jsonResponse(400, {
        ...key,
        errorCode: body.ok ? 'INVALID_CONTEXT' : 'PARSE_ERROR',
        errorDetails: given.why,
      });
    }
    if (flagstaff.state !== 'ready') await flagstaff.ready({ timeoutMs: READY_TIMEOUT }).catch(() => undefined);
    const context = withCallerAttributes(given.context, attributes);
    const evaluator = flagstaff.forContext(context, { clientSideOnly: settings.clientSideOnly });
    if (route.name === 'single') {
      await evaluator.lookUpMembers([route.key]);
      return single(evaluator, route.key);
    }
    // In the same turn as `lookUpMembers`, which captures the documents: both are of one revision.
    const version = answersVersion();
    await evaluator.lookUpMembers();
    return bulk(request, evaluator, { version, stream: access && (await streamPath(access, caller, mountedAt)) });
  }

  function single(evaluator: Evaluator<F>, key: string): Response {
    const answer = toAnswer(evaluator.resolve(key));
    return jsonResponse(statusOf(answer), answer);
  }

  async function bulk(request: Request, evaluator: Evaluator<F>, { version, stream }: BulkParts): Promise<Response> {
    const { context, revision } = evaluator;
    const sources = canonical([flagstaff.environment, settings.clientSideOnly, context, stream]);
    const header = request.headers.get('if-none-match');
    const known = knownTags.find(header, sources, version);
    if (known !== undefined) return emptyResponse(304, tagged(known));
    const details = Object.values(evaluator.all());
    if (flagstaff.state === 'loading')
      return errorResponse(500, 'No flags have been loaded yet.', { 'retry-after': '1' });
    const answers = details.map(serializeAnswer);
    const tag = await entityTag(sources, answers);
    knownTags.add(tag, sources, version);
    const headers = tagged(tag);
    if (matchesIfNoneMatch(header, tag)) return emptyResponse(304, headers);
    const rest = JSON.stringify({
      ...(revision && { metadata: { revision: revision.number } }),
      ...(stream && {
        // Includes the revision of this response, so that the stream announces changes that happen before it opens.
        eventStreams: [{ type: 'sse', endpoint: { requestUri: `${stream}&since=${eventIdOf(revision)}` } }],
      }),
    });
    const flags = answers.map(({ text }) => text).join(',');
    return serializedResponse(200, `{"flags":[${flags}]${rest === '{}' ? '' : ','}${rest.slice(1)}`, headers);
  }

  async function streamPath(streamAccess: StreamAccess, caller: string, mountedAt: string): Promise<string> {
    return `${mountedAt}${basePath}${EVENTS}?${await streamAccess.issue(caller)}`;
  }

  async function follow(request: Request, { address }: Place): Promise<Response> {
    if (access === undefined || streams === undefined) return errorResponse(404, 'Event streams are turned off.');
    const query = new URL(request.url).searchParams;
    const holder = await access.check(query);
    if (holder === undefined) {
      return errorResponse(401, 'The event stream URL is invalid or has expired. A bulk evaluation returns a new one.');
    }
    const since = query.get('since');
    const lastSeen = request.headers.get('last-event-id') ?? (since === null ? undefined : encodeURIComponent(since));
    return (
      streams.open(holder || address, lastSeen) ??
      errorResponse(429, 'Too many event streams are open.', { 'retry-after': '30' })
    );
  }

  return createEndpoint({
    findRoute: (path) => findRoute(path, basePath),
    methodsOf: ({ name }) => (name === 'events' ? ['GET'] : ['POST']),
    answer: (request, route, place) =>
      route.name === 'events' ? follow(request, place) : evaluate(request, route, place),
    cors: settings.cors,
    reportError,
    streams,
  });
}

/** What a bulk response depends on, besides the request. */
interface BulkParts {
  /** The version of the answers. Undefined when they must be evaluated. */
  readonly version: number | undefined;
  /** The path and query of an event stream. Undefined when there are none. */
  readonly stream: string | undefined;
}

function tagged(tag: string): { readonly [name: string]: string } {
  return { etag: `W/${tag}`, 'cache-control': 'private, no-cache' };
}

/** The target of a path. */
type Route =
  | { readonly name: 'bulk' }
  | { readonly name: 'single'; readonly key: string }
  | { readonly name: 'events' };

const EVALUATE = '/ofrep/v1/evaluate/flags';
const EVENTS = '/ofrep/v1/events';

/**
 * Finds the route of a path. Undefined when the path belongs to another handler. The raw path is split once: a different spelling (an
 * encoded or doubled slash) is a different path, so that proxies and this handler cannot disagree. Fetch runtimes have resolved dot
 * segments before; on Node, `answer` refuses them.
 */
function findRoute(path: string, basePath: string): Route | undefined {
  if (!path.startsWith(basePath)) return undefined;
  const rest = path.slice(basePath.length);
  if (rest === EVALUATE) return { name: 'bulk' };
  if (rest === EVENTS) return { name: 'events' };
  if (!rest.startsWith(`${EVALUATE}/`)) return undefined;
  const key = rest.slice(EVALUATE.length + 1);
  // Keys contain no characters that need encoding, so an encoded key is invalid. These characters would change the path when it
  // becomes a URL.
  return /[/\\#]/.test(key) ? undefined : { name: 'single', key };
}
