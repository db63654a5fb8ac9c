import type { FlagstaffError } from '@flagstaff/core/storage';
import { invalidOptions, readObject, readOptions } from '@flagstaff/core/storage';
import { isPlainObject } from '@flagstaff/http/endpoint';

/** Headers by name. */
export interface HttpHeaders {
  readonly [name: string]: string;
}

export interface HttpStorageOptions {
  /**
   * Where the relay is mounted: what comes before `/flagstaff/v1`, such as `https://flags.example`. A user and password in it are sent
   * as `Authorization: Basic`.
   */
  readonly url: string | URL;
  /** Sent with every request: who we are. A function is asked each time, for credentials that change. */
  readonly headers?: HttpHeaders | (() => HttpHeaders | Promise<HttpHeaders>);
  /** Sends requests. Default: the `fetch` of this runtime. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Hears of changes by server-sent events; false: they are polled for. Default: on. */
  readonly events?:
    | false
    | {
        /** Seconds after which a stream without a sign of life is given up. Default 60; a relay gives one every 25. */
        readonly silenceSeconds?: number;
      };
  /** Milliseconds that an answer without a body may take. Default 1,000. */
  readonly timeoutMs?: number;
  /** Milliseconds that all documents may take. Default 3,000. */
  readonly loadTimeoutMs?: number;
  /** Bytes, unpacked, that all documents may have. Default 33,554,432. */
  readonly maxBytes?: number;
}

export interface Settings {
  /** Without a slash at its end. */
  readonly base: string;
  readonly origin: string;
  readonly headers: () => HttpHeaders | Promise<HttpHeaders>;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Undefined: no events. */
  readonly silenceMs: number | undefined;
  readonly timeoutMs: number;
  readonly loadTimeoutMs: number;
  readonly maxBytes: number;
}

const OPTIONS: { readonly [name in keyof HttpStorageOptions]-?: true } = {
  url: true,
  headers: true,
  fetch: true,
  events: true,
  timeoutMs: true,
  loadTimeoutMs: true,
  maxBytes: true,
};

/** The options with their defaults. Throws `INVALID_OPTIONS`; never repeats a URL or a header, which may hold a secret. */
export function parseOptions(given: HttpStorageOptions): Settings {
  const options = readObject('httpStorage: the options', given);
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(OPTIONS, name));
  if (unknown !== undefined) throw invalid(`there is no option "${unknown}", only ${Object.keys(OPTIONS).join(', ')}`);
  const { headers = {}, fetch = (url, init) => globalThis.fetch(url, init), events = {} } = options;
  const { base, origin, credentials } = parseUrl(options.url);
  if (typeof fetch !== 'function') throw invalid('`fetch` is a function like the one of this runtime');
  const fixed = typeof headers === 'function' ? undefined : parseHeaders(headers);
  if (fixed === null) throw invalid('`headers` has a name or a value that cannot be sent; give texts by name');
  const { silenceSeconds = 60 } = events === false ? {} : readOptions('httpStorage: events', events);
  return {
    base,
    origin,
    fetch,
    async headers() {
      const own = fixed ?? parseHeaders(await (headers as () => unknown)());
      if (own === null) throw new TypeError('The `headers` function returned what cannot be sent.');
      return { ...credentials, ...own };
    },
    silenceMs: events === false ? undefined : whole('events.silenceSeconds', silenceSeconds, 2_000_000) * 1_000,
    timeoutMs: whole('timeoutMs', options.timeoutMs ?? 1_000, 600_000),
    loadTimeoutMs: whole('loadTimeoutMs', options.loadTimeoutMs ?? 3_000, 600_000),
    maxBytes: whole('maxBytes', options.maxBytes ?? 33_554_432, 2 ** 30),
  };
}

function parseUrl(given: unknown): {
  readonly base: string;
  readonly origin: string;
  readonly credentials: HttpHeaders;
} {
  const text = hrefOf(given);
  if (typeof text !== 'string' || !URL.canParse(text)) throw invalid('`url` looks like https://flags.example/path');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw invalid('`url` begins with https:// or http://');
  if (url.search !== '' || url.hash !== '') throw invalid('`url` has no query and no fragment; give keys as `headers`');
  const base = url.origin + withoutLastSlashes(url.pathname);
  if (url.username === '' && url.password === '') return { base, origin: url.origin, credentials: {} };
  return { base, origin: url.origin, credentials: { authorization: `Basic ${basic(url)}` } };
}

/** The text of a URL; what only looks like one is no text. */
function hrefOf(given: unknown): unknown {
  try {
    return given instanceof URL ? given.href : given;
  } catch {
    return undefined;
  }
}

function withoutLastSlashes(path: string): string {
  let end = path.length;
  while (path[end - 1] === '/') end--;
  return path.slice(0, end);
}

function basic({ username, password }: URL): string {
  try {
    const bytes = new TextEncoder().encode(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  } catch {
    throw invalid('the user or the password in `url` is not encoded as in a URL');
  }
}

/** Returns null for what is neither `Headers` nor an object of texts. The error of the runtime would repeat a value. */
function parseHeaders(given: unknown): HttpHeaders | null {
  const isHeaders = given instanceof Headers;
  if (!isHeaders && !(isPlainObject(given) && Object.values(given).every((value) => typeof value === 'string')))
    return null;
  try {
    return Object.fromEntries(new Headers(given as HttpHeaders));
  } catch {
    return null;
  }
}

function whole(name: string, value: unknown, most: number): number {
  if (Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= most) return value as number;
  throw invalid(`\`${name}\` is a whole number from 1 to ${most.toLocaleString('en')}`);
}

function invalid(expected: string): FlagstaffError {
  return invalidOptions(`httpStorage: ${expected}.`);
}
