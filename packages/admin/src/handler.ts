// Docs: docs/admin.md
import type { FlagDefinitions, Flagstaff, FlagstaffError } from '@flagstaff/core';
import { invalidOptions } from '@flagstaff/core/storage';
import { admit, createEndpoint, emptyResponse, jsonResponse } from '@flagstaff/http/endpoint';
import type { EndpointHandler, Failure, Place } from '@flagstaff/http/endpoint';
import { errorProblem, problemResponse } from './answers/problem.ts';
import type { ProblemCode } from './answers/problem.ts';
import { createAccess } from './identity/access.ts';
import type { Identity } from './identity/identity.ts';
import { readVerdict } from './identity/read-identity.ts';
import { parseOptions } from './options.ts';
import type { AdminOptions } from './options.ts';
import type { AdminPage } from './page.ts';
import { ROUTES } from './routes/routes.ts';
import { readBody } from './routing/read-body.ts';
import { readQuery } from './routing/read-query.ts';
import type { Reply, Route } from './routing/route.ts';
import { createRouter } from './routing/router.ts';
import type { FoundRoute } from './routing/router.ts';
import { crossOriginFault, PAGE_HEADER } from './security/cross-origin.ts';
import { withSecurityHeaders } from './security/headers.ts';
import { createService } from './service.ts';

/** Handles requests for the API and the page. Never rejects. */
export type AdminHandler = EndpointHandler;

const API = '/api/v1';

type Target =
  | { readonly kind: 'api'; readonly found: FoundRoute | undefined }
  | { readonly kind: 'page'; readonly rest: string };

const ALL = Object.values(ROUTES) as readonly Route[];
const findRoute = createRouter(ALL);

/** Made on the first request: few processes need it. */
let description: Promise<object> | undefined;

function describe(): Promise<object> {
  description ??= import('./openapi/document.ts').then(({ openApiDocument }) => openApiDocument(ALL));
  return description;
}

/** What differs between the doors. */
export interface Door {
  /** The page to serve beside the API. Omit to serve the API only. */
  readonly page?: AdminPage;
  /** Whether `authorize` gets the framework's own request. Otherwise it gets the web-standard one. Defaults to false. */
  readonly native?: boolean;
}

/** Creates the handler of the API, with a page beside it when one is given. */
export function createHandler<F extends FlagDefinitions, Native>(
  flagstaff: Flagstaff<F>,
  options: AdminOptions<Native>,
  { page, native = false }: Door = {},
): AdminHandler {
  if (typeof flagstaff?.snapshot !== 'function') {
    throw invalidOptions('`admin(flagstaff, options)` takes a client from `createFlagstaff()`.');
  }
  const settings = parseOptions(options);
  const { basePath, authorize, cors } = settings;
  const service = createService(flagstaff, settings, describe);
  const shown = settings.ui === undefined ? undefined : page;
  const reportError = (error: FlagstaffError): void => flagstaff.reportError(error);

  function find(path: string): Target | undefined {
    if (!path.startsWith(basePath)) return undefined;
    const rest = path.slice(basePath.length);
    if (rest.startsWith(`${API}/`)) return { kind: 'api', found: findRoute(rest.slice(API.length)) };
    // Another path with the same beginning, such as `/admin-area`.
    if (rest !== '' && !rest.startsWith('/')) return undefined;
    return shown?.owns(rest.slice(1)) === true ? { kind: 'page', rest: rest.slice(1) } : undefined;
  }

  function identify(request: Request, place: Place): Promise<Identity | 401 | 403> {
    return admit({ authorize: () => authorize(native ? place.native : request), read: readVerdict, reportError });
  }

  async function respondApi(request: Request, found: FoundRoute | undefined, place: Place): Promise<Response> {
    const fault = crossOriginFault(request, cors.origins);
    if (fault !== undefined) return problemResponse({ status: 403, code: 'CROSS_ORIGIN', detail: fault });
    const identity = await identify(request, place);
    if (typeof identity === 'number') return refusal(identity);
    const route = found?.methods.get(request.method);
    if (found === undefined || route === undefined) return failure(404, 'Not found.');
    const access = createAccess(identity, reportError);
    if (!access.mayAnywhere(route.permission)) {
      const detail = `This needs the permission "${route.permission}".`;
      return problemResponse({ status: 403, code: 'PERMISSION_DENIED', detail });
    }
    const query = readQuery(new URL(request.url).searchParams, route.query);
    const body = route.body && (await readBody(request, route.body, settings.maxBodyBytes));
    const base = `${place.mountedAt}${basePath}${API}`;
    const caller = identity.actor;
    return toResponse(
      await route.handle({ request, params: found.params, query, body, identity, access, service, base, caller }),
    );
  }

  async function respondPage(request: Request, rest: string, place: Place, on: AdminPage): Promise<Response> {
    const identity = await identify(request, place);
    if (typeof identity === 'number') return on.refuse(request, identity, { rest, place, settings });
    return on.respond(request, { rest, place, identity, settings });
  }

  return createEndpoint<Target>({
    findRoute: find,
    methodsOf: (target) => (target.kind === 'page' ? ['GET', 'HEAD'] : methodsOf(target.found)),
    async answer(request, target, place) {
      if (target.kind === 'page') return respondPage(request, target.rest, place, shown!);
      const response = await respondApi(request, target.found, place).catch((error: unknown) => {
        const known = errorProblem(error);
        if (known !== undefined) return problemResponse(known);
        throw error;
      });
      return withSecurityHeaders(response);
    },
    cors,
    accepted: ['If-Match', 'Idempotency-Key', 'Last-Event-ID', PAGE_HEADER],
    exposed: ['Location', 'Idempotent-Replayed', 'Flagstaff-Revision'],
    failure: (...of) => withSecurityHeaders(failure(...of)),
    reportError,
    streams: service.streams,
  });
}

/** All methods of an unknown path: whether it exists is no secret, but who asks is checked first. */
const EVERY_METHOD: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

function methodsOf(found: FoundRoute | undefined): readonly string[] {
  return found === undefined ? EVERY_METHOD : [...found.methods.keys()];
}

function toResponse(reply: Reply | Response): Response {
  if (reply instanceof Response) return reply;
  const { status = 200, body, headers } = reply;
  return body === undefined ? emptyResponse(status, headers) : jsonResponse(status, body, headers);
}

const CODES: { readonly [status: number]: ProblemCode } = {
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  500: 'ENDPOINT_FAILED',
};

const failure: Failure = (status, detail, headers) =>
  problemResponse({ status, code: CODES[status] ?? 'ENDPOINT_FAILED', detail, ...(headers && { headers }) });

function refusal(status: 401 | 403): Response {
  return status === 403
    ? problemResponse({ status, code: 'FORBIDDEN', detail: 'Forbidden.' })
    : problemResponse({
        status,
        code: 'AUTHENTICATION_REQUIRED',
        detail: 'Authentication required.',
        headers: { 'www-authenticate': 'Bearer' },
      });
}
