import { isTooDeep } from '../model/depth.ts';
import type { Bootstrap, BootstrapAnswer } from '../model/bootstrap.ts';
import type { EvaluationContext } from '../model/context.ts';

/** Where a page asks again. */
export interface OfrepSource {
  /** What comes before `/ofrep/v1`. Default: nothing, the page's own origin. */
  readonly baseUrl?: string;
  /** Who the flags are asked for. */
  readonly context?: EvaluationContext;
  readonly headers?: { readonly [name: string]: string };
}

/** An answer of the bulk endpoint, as far as a page needs it. Source: OFREP 0.3.0, `bulkEvaluationSuccess`. */
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
  /** Where changes are announced; undefined: nowhere. */
  readonly stream: string | undefined;
}

/** Milliseconds after which an answer is given up: nothing is asked while one is waited for. */
const DEADLINE = 30_000;

/**
 * Asks for all flags. Undefined: nothing has changed since the answer before. Rejects when there is no answer. To be called once at
 * a time: what has changed is said as of the last answer.
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
    if (isTooDeep(answer)) throw new Error('The flags could not be fetched: the answer nests too deep.');
    const { flags, eventStreams } = answer as Bulk;
    tag = response.headers.get('etag');
    const { url, endpoint } = eventStreams?.find(({ type }) => type === 'sse') ?? {};
    return {
      flags: Object.fromEntries(flags.map(({ key, ...answer }) => [key, answer])),
      stream: url ?? (endpoint && `${endpoint.origin ?? originOf(baseUrl)}${endpoint.requestUri}`),
    };
  };
}

/** Nothing for the page's own origin. */
function originOf(baseUrl: string): string {
  return /^https?:\/\/[^/]+/.exec(baseUrl)?.[0] ?? '';
}
