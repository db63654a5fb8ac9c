import type { FlagstaffError, OptionNames } from '@flagstaff/core/storage';
import { invalidOptions, readObject, readOptions } from '@flagstaff/core/storage';
import { isPlainObject } from '@flagstaff/http/endpoint';

/** Headers by name. */
export interface HttpHeaders {
  readonly [name: string]: string;
}

/** The options of `httpStorage`. */
export interface HttpStorageOptions {
  /**
   * The relay's base URL: everything before `/flagstaff/v1`, such as `https://flags.example`. A user and password in it are sent as
   * `Authorization: Basic`.
   */
  readonly url: string | URL;
  /** Sent with every request, for authentication. A function is called for each request, for credentials that change. */
  readonly headers?: (HttpHeaders | (() => HttpHeaders | Promise<HttpHeaders>)) | undefined;
  /** Sends requests. Defaults to the global `fetch`. */
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
  /** Watches for changes with server-sent events. Pass false to poll. Defaults to on. */
  readonly events?:
    | undefined
    | false
    | {
        /** Seconds after which a silent stream is reopened. Defaults to 60; a relay sends a heartbeat every 25. */
        readonly silenceSeconds?: number | undefined;
      };
  /** Milliseconds to wait for a response without a body. Defaults to 1,000. */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds to load all documents. Defaults to 3,000. */
  readonly loadTimeoutMs?: number | undefined;
  /** Maximum unpacked size of all documents in bytes. Defaults to 33,554,432. */
  readonly maxBytes?: number | undefined;
}

export interface Settings {
  /** Without a trailing slash. */
  readonly base: string;
  readonly origin: string;
  readonly headers: () => HttpHeaders | Promise<HttpHeaders>;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Undefined when events are off. */
  readonly silenceMs: number | undefined;
  readonly timeoutMs: number;
  readonly loadTimeoutMs: number;
  readonly maxBytes: number;
}

const OPTIONS: OptionNames<HttpStorageOptions> = {
  url: true,
  headers: true,
  fetch: true,
  events: true,
  timeoutMs: true,
  loadTimeoutMs: true,
  maxBytes: true,
};

/** Validates the options and applies defaults. Throws `INVALID_OPTIONS`. Never repeats a URL or a header, which may contain a secret. */
export function parseOptions(given: HttpStorageOptions): Settings {
  const options = readObject('httpStorage: the options', given, OPTIONS);
  const { headers = {}, fetch = (url, init) => globalThis.fetch(url, init), events = {} } = options;
  const { base, origin, credentials } = parseUrl(options.url);
  if (typeof fetch !== 'function') throw invalid('`fetch` must be a function like the one of the runtime');
  const fixed = typeof headers === 'function' ? undefined : parseHeaders(headers);
  if (fixed === null) throw invalid('`headers` has an invalid name or value; pass strings by name');
  const { silenceSeconds = 60 } =
    events === false ? {} : readOptions('httpStorage: events', events, { silenceSeconds: true });
  return {
    base,
    origin,
    fetch,
    async headers() {
      const own = fixed ?? parseHeaders(await (headers as () => unknown)());
      if (own === null) throw new TypeError('The `headers` function returned invalid headers.');
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
  if (typeof text !== 'string' || !URL.canParse(text)) throw invalid('`url` must look like https://flags.example/path');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw invalid('`url` must start with https:// or http://');
  if (url.search !== '' || url.hash !== '')
    throw invalid('`url` must not have a query or a fragment; pass keys as `headers`');
  const base = url.origin + withoutLastSlashes(url.pathname);
  if (url.username === '' && url.password === '') return { base, origin: url.origin, credentials: {} };
  return { base, origin: url.origin, credentials: { authorization: `Basic ${basic(url)}` } };
}

/** Returns the text of a URL. Undefined for objects that only resemble one. */
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

/** Returns null for anything but `Headers` or an object of strings. The runtime's own error would repeat a value. */
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
  throw invalid(`\`${name}\` must be a whole number from 1 to ${most.toLocaleString('en')}`);
}

function invalid(expected: string): FlagstaffError {
  return invalidOptions(`httpStorage: ${expected}.`);
}
