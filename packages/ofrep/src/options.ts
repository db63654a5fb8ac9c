import { FlagstaffError } from '@flagstaff/core';
import type { Authorize } from './authorize.ts';

export interface CorsOptions {
  /** Origins whose pages may ask, such as `https://shop.example`; `*`: all. */
  readonly origins: readonly string[];
}

export interface RateLimitOptions {
  /** Requests that a caller may make in a second, on average and at once. */
  readonly perSecond: number;
}

export interface EventOptions {
  /**
   * Signs the addresses of event streams, which browsers open without headers: at least 32 bytes, the same on all instances
   * behind one address. Default: random, which serves where there is one instance.
   */
  readonly secret?: string;
  /** Streams that one process keeps open; more are refused with 429. Default 10,000. */
  readonly maxStreams?: number;
  /** Seconds between two signs of life on a stream on which nothing happens. Default 25. */
  readonly heartbeatSeconds?: number;
}

export interface OfrepOptions {
  /** Who may ask. There is no default: `'anyone'` opens the endpoint to everybody who can reach it. */
  readonly authorize: Authorize | 'anyone';
  /** Which flags can be asked for: those with `"client": true`, or all. Default `client`. */
  readonly flags?: 'client' | 'all';
  /** What comes before `/ofrep/v1`, as the handler sees it. Default: nothing. */
  readonly basePath?: string;
  /** Characters that a request body may have, in bytes. Default 65,536. */
  readonly maxBodyBytes?: number;
  /** Default 1,000 a second. */
  readonly rateLimit?: RateLimitOptions;
  /** For browsers on other origins. Default: none. */
  readonly cors?: CorsOptions;
  /** Tells clients of changes by server-sent events; false: they poll. Default: on. */
  readonly events?: false | EventOptions;
}

export interface Settings {
  readonly authorize: Authorize;
  readonly clientOnly: boolean;
  readonly basePath: string;
  readonly maxBodyBytes: number;
  readonly perSecond: number;
  readonly origins: readonly string[];
  readonly events: (Required<Omit<EventOptions, 'secret'>> & { readonly secret: Uint8Array<ArrayBuffer> }) | undefined;
}

const OPTIONS: { readonly [name in keyof OfrepOptions]-?: true } = {
  authorize: true,
  flags: true,
  basePath: true,
  maxBodyBytes: true,
  rateLimit: true,
  cors: true,
  events: true,
};

const SHORTEST_SECRET = 32;

/** The options with their defaults. Throws `INVALID_OPTIONS`. */
export function parseOptions(options: OfrepOptions): Settings {
  for (const name of Object.keys(options ?? {})) {
    if (!Object.hasOwn(OPTIONS, name)) {
      throw invalid(`There is no option "${name}"; the options are ${Object.keys(OPTIONS).join(', ')}.`);
    }
  }
  const { authorize, flags = 'client', basePath = '', maxBodyBytes = 65_536, rateLimit, cors, events } = options ?? {};
  if (authorize !== 'anyone' && typeof authorize !== 'function') {
    throw invalid(
      "`authorize` must be a function that says who may ask, or 'anyone' to open the endpoint to everybody.",
    );
  }
  if (flags !== 'client' && flags !== 'all') throw invalid("`flags` must be 'client' or 'all'.");
  if (typeof basePath !== 'string' || !/^(\/[A-Za-z0-9._~-]+)*$/.test(basePath)) {
    throw invalid('`basePath` must be empty, or a path such as `/api` without a slash at its end.');
  }
  checkNumber('maxBodyBytes', maxBodyBytes, 16);
  const perSecond = rateLimit?.perSecond ?? 1_000;
  checkNumber('rateLimit.perSecond', perSecond, 1);
  const origins = cors?.origins ?? [];
  if (!Array.isArray(origins) || !origins.every((origin) => typeof origin === 'string')) {
    throw invalid('`cors.origins` must be a list of origins, such as `https://shop.example`.');
  }
  return {
    authorize: authorize === 'anyone' ? () => true : authorize,
    clientOnly: flags === 'client',
    basePath,
    maxBodyBytes,
    perSecond,
    origins,
    events: parseEvents(events),
  };
}

function parseEvents(events: OfrepOptions['events']): Settings['events'] {
  if (events === false) return undefined;
  const { secret, maxStreams = 10_000, heartbeatSeconds = 25 } = events ?? {};
  checkNumber('events.maxStreams', maxStreams, 1);
  checkNumber('events.heartbeatSeconds', heartbeatSeconds, 1);
  const bytes = secret === undefined ? crypto.getRandomValues(new Uint8Array(SHORTEST_SECRET)) : encode(secret);
  if (bytes.byteLength < SHORTEST_SECRET)
    throw invalid(`\`events.secret\` must have at least ${SHORTEST_SECRET} bytes.`);
  return { secret: bytes, maxStreams, heartbeatSeconds };
}

function encode(secret: unknown): Uint8Array<ArrayBuffer> {
  if (typeof secret !== 'string') throw invalid('`events.secret` must be text.');
  return new TextEncoder().encode(secret);
}

function checkNumber(name: string, value: unknown, least: number): void {
  if (typeof value === 'number' && value >= least && value <= 2_147_483) return;
  throw invalid(`\`${name}\` is ${String(value)}; give a number from ${least} to 2,147,483.`);
}

function invalid(message: string): FlagstaffError {
  return new FlagstaffError('INVALID_OPTIONS', message);
}
