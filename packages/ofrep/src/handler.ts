// Docs: docs/ofrep.md. Source: OpenFeature Remote Evaluation Protocol 0.3.0.
import { FlagstaffError } from '@flagstaff/core';
import type { Evaluator, FlagDefinitions, Flagstaff } from '@flagstaff/core';
import { statusOf, toAnswer } from './answer.ts';
import { readVerdict, withKnown } from './verdict.ts';
import type { Verdict } from './verdict.ts';
import { corsHeaders, PREFLIGHT } from './cors.ts';
import { entityTag, namesTag } from './etag.ts';
import { createStreamAccess } from './events/access.ts';
import { createStreams, eventIdOf } from './events/streams.ts';
import { parseOptions } from './options.ts';
import type { OfrepOptions } from './options.ts';
import { createRateLimit } from './rate-limit.ts';
import { readBody } from './read-body.ts';
import { readContext } from './read-context.ts';
import { empty, failed, json } from './replies.ts';
import { EVENTS, findRoute } from './routes.ts';
import type { Route } from './routes.ts';

/** Answers requests of the protocol. Never rejects. */
export interface OfrepHandler {
  /** @param mountedAt what the framework took off the path before it called; default nothing */
  (request: Request, mountedAt?: string): Promise<Response>;
  /** Whether a path is one of the protocol's. */
  matches(path: string): boolean;
  /** Event streams that are open. */
  readonly openStreams: number;
  /**
   * Ends the event streams that are open, so that a server that stops does not wait for them: stop accepting connections first,
   * because readers open their streams again.
   */
  close(): void;
}

/** Milliseconds that requests wait while nothing has been loaded yet. */
const READY_TIMEOUT = 1_000;

/**
 * The endpoints of the OpenFeature Remote Evaluation Protocol over a client, as a fetch handler: `POST /ofrep/v1/evaluate/flags/{key}`,
 * `POST /ofrep/v1/evaluate/flags`, and the event stream that the latter announces. Throws `INVALID_OPTIONS`.
 *
 * @example
 * const handler = ofrep(flagstaff, { authorize: staticKeys([process.env.OFREP_KEY]) });
 * app.all('/ofrep/*', (c) => handler(c.req.raw)); // Hono; Express and Koa: `@flagstaff/http/node`
 */
export function ofrep<F extends FlagDefinitions>(flagstaff: Flagstaff<F>, options: OfrepOptions): OfrepHandler {
  if (typeof flagstaff?.forContext !== 'function') {
    throw new FlagstaffError('INVALID_OPTIONS', '`ofrep(flagstaff, options)` takes what `createFlagstaff()` returned.');
  }
  const settings = parseOptions(options);
  const { basePath, events } = settings;
  const mayGoOn = createRateLimit(settings.perSecond);
  const access = events && createStreamAccess(events.secret);
  const streams = events && createStreams(flagstaff, events);

  async function authorize(request: Request): Promise<Verdict> {
    try {
      return readVerdict(await settings.authorize(request));
    } catch (cause) {
      const message =
        "The `authorize` function of an endpoint threw, or returned what is no authorization: the error's `cause` says what. The request was refused.";
      flagstaff.reportProblem(new FlagstaffError('AUTHORIZE_FAILED', message, { cause }));
      return 403;
    }
  }

  async function evaluate(request: Request, route: Route, mountedAt: string): Promise<Response> {
    const verdict = await authorize(request);
    if (verdict === 403) return failed(403, 'You may not ask here.');
    if (verdict === 401) return failed(401, 'Say who you are.', { 'www-authenticate': 'Bearer' });
    if (!mayGoOn(verdict.caller)) return failed(429, 'Too many requests.', { 'retry-after': '1' });
    const body = await readBody(request, settings.maxBodyBytes);
    if (!body.ok && body.status === 413) return failed(413, body.why);
    const given = body.ok ? readContext(body.value) : body;
    const key = route.name === 'single' ? { key: route.key } : {};
    if (!given.ok) {
      return json(400, { ...key, errorCode: body.ok ? 'INVALID_CONTEXT' : 'PARSE_ERROR', errorDetails: given.why });
    }
    await flagstaff.ready({ timeoutMs: READY_TIMEOUT }).catch(() => undefined);
    const context = withKnown(given.context, verdict.attributes);
    const evaluator = flagstaff.forContext(context, { clientOnly: settings.clientOnly });
    await evaluator.lookUpMembers();
    return route.name === 'single' ? single(evaluator, route.key) : bulk(request, evaluator, mountedAt);
  }

  function single(evaluator: Evaluator<F>, key: string): Response {
    const answer = toAnswer(evaluator.resolve(key));
    return json(statusOf(answer), answer);
  }

  async function bulk(request: Request, evaluator: Evaluator<F>, mountedAt: string): Promise<Response> {
    const details = Object.values(evaluator.all());
    if (flagstaff.state === 'loading') return failed(500, 'No flags have been loaded yet.', { 'retry-after': '1' });
    const { context, revision } = evaluator;
    // With what these answers come from: what changes until the stream is open is told at once.
    const query = access && `${await access.issue()}&since=${eventIdOf(revision)}`;
    const body = {
      flags: details.map(toAnswer),
      ...(revision && { metadata: { revision: revision.number } }),
      ...(query && {
        eventStreams: [{ type: 'sse', endpoint: { requestUri: `${mountedAt}${basePath}${EVENTS}?${query}` } }],
      }),
    };
    const tag = await entityTag([revision, flagstaff.environment, settings.clientOnly, context, body]);
    const headers = { etag: tag, 'cache-control': 'private, no-cache' };
    return namesTag(request.headers.get('if-none-match'), tag) ? empty(304, headers) : json(200, body, headers);
  }

  async function follow(request: Request): Promise<Response> {
    if (access === undefined || streams === undefined) return failed(404, 'There are no event streams here.');
    const query = new URL(request.url).searchParams;
    if (!(await access.check(query))) {
      return failed(401, 'The address of an event stream comes with a bulk evaluation, and ends after a day.');
    }
    const since = query.get('since');
    const body = streams.open(
      request.headers.get('last-event-id') ?? (since === null ? undefined : encodeURIComponent(since)),
    );
    if (body === undefined) return failed(429, 'Too many event streams are open.', { 'retry-after': '30' });
    return new Response(body, {
      headers: {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'private, no-store, no-transform',
        'x-content-type-options': 'nosniff',
        // Reverse proxies that gather answers would keep events back.
        'x-accel-buffering': 'no',
      },
    });
  }

  async function answer(request: Request, mountedAt: string): Promise<Response> {
    const route = findRoute(new URL(request.url).pathname, basePath);
    if (route === undefined) return failed(404, 'There is nothing here.');
    if (request.method === 'OPTIONS') return empty(204, settings.origins.length === 0 ? {} : PREFLIGHT);
    const method = route.name === 'events' ? 'GET' : 'POST';
    if (request.method !== method) return failed(405, `Use ${method}.`, { allow: method });
    return route.name === 'events' ? follow(request) : evaluate(request, route, mountedAt);
  }

  async function handle(request: Request, mountedAt = ''): Promise<Response> {
    const response = await answer(request, mountedAt).catch((cause: unknown) => {
      flagstaff.reportProblem(
        new FlagstaffError('ENDPOINT_FAILED', "A request could not be answered; see the error's `cause`.", { cause }),
      );
      return failed(500, 'Something went wrong here.');
    });
    for (const [name, value] of Object.entries(corsHeaders(request, settings.origins)))
      response.headers.set(name, value);
    return response;
  }

  return Object.defineProperty(
    Object.assign(handle, {
      matches: (path: string) => findRoute(path, basePath) !== undefined,
      close: () => streams?.end(),
    }),
    'openStreams',
    { get: () => streams?.count ?? 0 },
  ) as OfrepHandler;
}
