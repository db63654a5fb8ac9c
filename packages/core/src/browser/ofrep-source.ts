import { isTooDeep } from '../model/depth.ts';
import type { Bootstrap, BootstrapAnswer } from '../model/bootstrap.ts';
import type { EvaluationContext } from '../model/context.ts';

/** The server that a page refreshes from. */
export interface OfrepSource {
  /** The prefix of `/ofrep/v1`. Defaults to the page's own origin. */
  readonly baseUrl?: string | undefined;
  /** The context to evaluate flags for. Defaults to an empty one. */
  readonly context?: EvaluationContext | undefined;
  /** Headers of each request, such as `authorization`. Event streams are opened without them. Defaults to none. */
  readonly headers?: { readonly [name: string]: string } | undefined;
}

/**
 * The fields of a bulk response that a page uses.
 * @see OFREP 0.3.0, `bulkEvaluationSuccess`
 */
interface Bulk {
  readonly flags: readonly (BootstrapAnswer & { readonly key: string })[];
  readonly eventStreams?: readonly {
    readonly type: string;
    readonly url?: string;
    readonly endpoint?: { readonly origin?: string; readonly requestUri: string };
  }[];
}

export interface Fetched {
  readonly flags: Bootstrap['flags'];
  /** The stream's address. Undefined when there is none. */
  readonly stream: string | undefined;
}

/** Milliseconds until a response is abandoned. No other request is sent meanwhile. */
const DEADLINE = 30_000;

/**
 * Fetches all flags. Undefined when nothing has changed since the last response. Rejects when there is no response. Do not call
 * it concurrently: changes are relative to the last response.
 */
export function createFetch({ baseUrl = '', context = {}, headers }: OfrepSource): () => Promise<Fetched | undefined> {
  let tag: string | null = null;
  return async () => {
    const response = await fetch(`${baseUrl}/ofrep/v1/evaluate/flags`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers, ...(tag !== null && { 'if-none-match': tag }) },
      body: JSON.stringify({ context }),
      signal: AbortSignal.timeout(DEADLINE),
    });
    if (response.status === 304) return undefined;
    if (!response.ok) throw new Error(`The flags could not be fetched: status ${response.status}.`);
    const answer: unknown = await response.json();
    if (isTooDeep(answer)) throw new Error('The flags could not be fetched: the response nests too deeply.');
    const { flags, eventStreams } = answer as Bulk;
    tag = response.headers.get('etag');
    const { url, endpoint } = eventStreams?.find(({ type }) => type === 'sse') ?? {};
    return {
      flags: Object.fromEntries(flags.map(({ key, ...answer }) => [key, answer])),
      stream: url ?? (endpoint && `${endpoint.origin ?? originOf(baseUrl)}${endpoint.requestUri}`),
    };
  };
}

/** Empty for the page's own origin. */
function originOf(baseUrl: string): string {
  return /^https?:\/\/[^/]+/.exec(baseUrl)?.[0] ?? '';
}
