import { described, invalidOptions, readOptions } from '@flagstaff/core/storage';
import { checkHeader } from '../check-options.ts';
import type { Authorize } from './authorize.ts';

/** Cross-origin access. */
export interface CorsOptions {
  /** Origins whose pages may send requests, such as `https://shop.example`. `*` allows all. */
  readonly origins: readonly string[];
  /** Further request headers that those pages may send. Those of OFREP, of `staticKeys` and of common tracing are allowed. */
  readonly headers?: readonly string[] | undefined;
  /** Whether those pages may send cookies. Requires a list of origins without `*`. Defaults to false. */
  readonly credentials?: boolean | undefined;
}

/** The validated CORS options, with defaults. */
export interface Cors {
  /** Empty when no other origin is allowed. */
  readonly origins: readonly string[];
  /** Request headers besides the common ones. */
  readonly headers: readonly string[];
  /** Whether cookies are allowed. */
  readonly credentials: boolean;
}

/** The options of event streams. */
export interface StreamOptions {
  /** Open streams per process. Beyond them the caller with the most streams loses one, or the new one gets 429. Defaults to 10,000. */
  readonly maxStreams?: number | undefined;
  /** Seconds between heartbeats on an idle stream. Defaults to 25. */
  readonly heartbeatSeconds?: number | undefined;
}

/** The validated options of event streams, with defaults. */
export type StreamLimits = { readonly [name in keyof StreamOptions]-?: number };

// Each function below validates one option. Throws `INVALID_OPTIONS`.

/**
 * Returns the function to authorize requests with.
 * @throws {FlagstaffError} INVALID_OPTIONS when it is missing.
 */
export function parseAuthorize(authorize: Authorize | 'anyone'): Authorize {
  if (authorize === 'anyone') return () => true;
  if (typeof authorize === 'function') return authorize;
  throw invalidOptions(
    "`authorize` must be a function that authorizes requests, or 'anyone' to make the endpoint public.",
  );
}

/**
 * Returns the path prefix.
 * @throws {FlagstaffError} INVALID_OPTIONS when it is not a path, or ends with a slash.
 */
export function parseBasePath(basePath: unknown = ''): string {
  if (typeof basePath === 'string' && /^(\/[A-Za-z0-9._~-]+)*$/.test(basePath)) return basePath;
  throw invalidOptions('`basePath` must be empty, or a path such as `/api` without a slash at its end.');
}

/**
 * Returns the CORS options with their defaults.
 * @throws {FlagstaffError} INVALID_OPTIONS when one is invalid, or when every origin could send cookies.
 */
export function parseCors(cors: CorsOptions | undefined): Cors {
  const options = readOptions('cors', cors, { origins: true, headers: true, credentials: true });
  const { origins = [], headers = [], credentials = false } = options;
  if (!isListOfText(origins)) {
    throw invalidOptions('`cors.origins` must be a list of origins, such as `https://shop.example`.');
  }
  if (!isListOfText(headers)) throw invalidOptions('`cors.headers` must be a list of header names.');
  for (const name of headers) checkHeader('cors.headers', name);
  if (typeof credentials !== 'boolean') throw invalidOptions('`cors.credentials` must be true or false.');
  if (credentials && [...origins, ...headers].includes('*')) {
    throw invalidOptions('`cors.credentials` requires names in `cors.origins` and `cors.headers` instead of `*`.');
  }
  // Copied: changing the lists must not affect requests.
  return { origins: [...origins], headers: [...headers], credentials };
}

function isListOfText(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/**
 * Returns the options with their defaults.
 * @throws {FlagstaffError} INVALID_OPTIONS when a number is out of range.
 */
export function parseStreams(events: StreamOptions | undefined): StreamLimits {
  const { maxStreams = 10_000, heartbeatSeconds = 25 } = readOptions('events', events, {
    maxStreams: true,
    heartbeatSeconds: true,
  });
  checkNumber('events.maxStreams', maxStreams, 1);
  checkNumber('events.heartbeatSeconds', heartbeatSeconds, 1);
  return { maxStreams, heartbeatSeconds };
}

/**
 * Checks a number of at least `least`. The maximum is the longest timer, in seconds.
 * @throws {FlagstaffError} INVALID_OPTIONS when the value is not a number of that range.
 */
export function checkNumber(name: string, value: unknown, least: number): void {
  if (typeof value === 'number' && value >= least && value <= 2_147_483) return;
  throw invalidOptions(`\`${name}\` is ${described(value)}. Pass a number from ${least} to 2,147,483.`);
}
