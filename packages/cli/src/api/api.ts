import { problemIn, requestOf } from '@flagstaff/admin/client';
import type { AnswerOf, CallOptions, Problem, RouteName } from '@flagstaff/admin/client';
import type { StorageBackend, StoredDocument } from '@flagstaff/core';
import type { NamedDocument } from '../documents/named-document.ts';
import { failureOf } from '../frame/failure.ts';

/** A successful response. */
interface Answer<R extends RouteName> {
  readonly data: AnswerOf<R>;
  /** Pass it as `ifMatch` to change the document. Undefined when it may not be changed. */
  readonly etag: string | undefined;
}

/** How commands reach a store: directly, or through an app's admin API. Both speak the API, so commands need not know which. */
export interface Api {
  readonly way: 'direct' | 'remote';
  /** The store, for what only a process beside it can look at. Undefined when a server is asked. */
  readonly storage: StorageBackend | undefined;
  /**
   * Calls a route.
   * @throws {Failure} With the problem of the response.
   */
  call<R extends RouteName>(route: R, options: CallOptions<R>): Promise<Answer<R>>;
  /**
   * Reads a document, or undefined when it does not exist.
   * @throws {Failure} With the problem of the response.
   */
  find(document: NamedDocument): Promise<StoredDocument | undefined>;
  /** Opens the stream of changes. */
  events(signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
  /** Closes connections. Never rejects. */
  close(): Promise<void>;
}

/** A place that answers requests to the API. */
export interface Door {
  readonly way: Api['way'];
  /** The store, when it is reached directly. */
  readonly storage?: StorageBackend;
  /** The URL of the mount, with a slash at its end. */
  readonly mount: string;
  /**
   * Sends a request.
   * @throws {Failure} When there is no response.
   */
  send(request: Request): Promise<Response>;
  close(): Promise<void>;
}

export function createApi({ way, storage, mount, send, close }: Door): Api {
  async function respond(request: Request): Promise<Response> {
    const response = await send(request);
    if (!response.ok) throw failureOf(await readProblem(response));
    return response;
  }

  return {
    way,
    storage,
    async call(route, options) {
      const { url, init } = requestOf(mount, route, options);
      const response = await respond(new Request(url, init));
      return {
        data: (response.status === 204 ? null : await jsonOf(response)) as AnswerOf<typeof route>,
        etag: response.headers.get('etag') ?? undefined,
      };
    },
    async find({ kind, key }) {
      const { url, init } = requestOf(mount, 'GET /{kind}/{key}', { params: { kind, key } });
      const response = await send(new Request(url, init));
      if (response.ok) return (await jsonOf(response)) as StoredDocument;
      const problem = await readProblem(response);
      if (problem.code === 'DOCUMENT_NOT_FOUND') return undefined;
      throw failureOf(problem);
    },
    async events(signal) {
      const { url, init } = requestOf(mount, 'GET /events', { signal });
      const { body } = await respond(new Request(url, init));
      return body!;
    },
    close,
  };
}

/** Returns the problem of a response, with what to do about a wrong key or URL. */
async function readProblem(response: Response): Promise<Problem> {
  const problem = await problemIn(response);
  if (problem.code === 'AUTHENTICATION_REQUIRED') {
    return { ...problem, detail: `${problem.detail} Pass a key that \`authorize\` accepts with FLAGSTAFF_KEY.` };
  }
  if (problem.code !== UNEXPECTED) return problem;
  const { status } = problem;
  const isRedirect = status >= 300 && status < 400;
  const hint = isRedirect
    ? 'A redirect often leads to a sign-in page: pass a key that `authorize` accepts.'
    : CHECK_URL;
  return { ...problem, detail: `${problem.detail} ${hint}` };
}

const UNEXPECTED = 'UNEXPECTED';
const CHECK_URL = 'Check that the URL is the mount of the admin.';

/** A sign-in page may respond with 200. */
async function jsonOf(response: Response): Promise<unknown> {
  return response.json().catch(() => {
    const detail = `The server responded with something else than JSON. ${CHECK_URL}`;
    throw failureOf({ status: response.status, code: UNEXPECTED, detail });
  });
}
