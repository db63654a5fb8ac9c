import type { Bytes } from '@flagstaff/core/storage';
import { invalidOptions, readOptions } from '@flagstaff/core/storage';
import type { OptionNames } from '@flagstaff/core/storage';
import {
  checkNames,
  checkNumber,
  parseAuthorize,
  parseBasePath,
  parseCors,
  parseStreams,
} from '@flagstaff/http/endpoint';
import type { Authorize, Cors, CorsOptions, StreamLimits, StreamOptions } from '@flagstaff/http/endpoint';

/** How many requests a caller may send. */
export interface RateLimitOptions {
  /** Requests per second and caller, sustained and burst. */
  readonly perSecond: number;
}

/** The options of event streams, and of the URLs that open them. */
export interface EventOptions extends StreamOptions {
  /**
   * Signs the URLs of event streams, which browsers open without headers. At least 32 bytes, the same on all instances behind one
   * address. Defaults to a random secret, which is enough for a single instance.
   */
  readonly secret?: string | undefined;
}

/** The options of `ofrep`. */
export interface OfrepOptions {
  /** Authorizes requests. Required: `'anyone'` makes the endpoint public. */
  readonly authorize: Authorize | 'anyone';
  /** The flags to expose: those with `"clientSide": true`, or all. Defaults to `clientSide`. */
  readonly expose?: 'clientSide' | 'all' | undefined;
  /** The path before `/ofrep/v1`, as the handler sees it. Defaults to none. */
  readonly basePath?: string | undefined;
  /** Maximum size of a request body in bytes. Defaults to 65,536. */
  readonly maxBodyBytes?: number | undefined;
  /** Defaults to 1,000 per second. */
  readonly rateLimit?: RateLimitOptions | undefined;
  /** Allows browsers on other origins. Omit to allow none. */
  readonly cors?: CorsOptions | undefined;
  /** Announces changes by server-sent events. Pass false to make clients poll. Defaults to on. */
  readonly events?: false | EventOptions | undefined;
}

export interface Settings {
  readonly authorize: Authorize;
  readonly clientSideOnly: boolean;
  readonly basePath: string;
  readonly maxBodyBytes: number;
  readonly perSecond: number;
  readonly cors: Cors;
  readonly events: (StreamLimits & { readonly secret: Bytes }) | undefined;
}

const OPTIONS: OptionNames<OfrepOptions> = {
  authorize: true,
  expose: true,
  basePath: true,
  maxBodyBytes: true,
  rateLimit: true,
  cors: true,
  events: true,
};

const MIN_SECRET = 32;

/** Validates the options and applies defaults. @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid. */
export function parseOptions(options: OfrepOptions): Settings {
  checkNames('ofrep', options ?? {}, OPTIONS);
  const { authorize, expose = 'clientSide', basePath, maxBodyBytes = 65_536, rateLimit, cors, events } = options ?? {};
  if (expose !== 'clientSide' && expose !== 'all') throw invalidOptions("`expose` must be 'clientSide' or 'all'.");
  checkNumber('maxBodyBytes', maxBodyBytes, 16);
  const { perSecond = 1_000 } = readOptions('ofrep: rateLimit', rateLimit, { perSecond: true });
  checkNumber('rateLimit.perSecond', perSecond, 1);
  return {
    authorize: parseAuthorize(authorize),
    clientSideOnly: expose === 'clientSide',
    basePath: parseBasePath(basePath),
    maxBodyBytes,
    perSecond,
    cors: parseCors(cors),
    events: parseEvents(events),
  };
}

function parseEvents(events: OfrepOptions['events']): Settings['events'] {
  if (events === false) return undefined;
  const { secret, ...streams } = readOptions('ofrep: events', events, {
    secret: true,
    maxStreams: true,
    heartbeatSeconds: true,
  });
  const bytes = secret === undefined ? crypto.getRandomValues(new Uint8Array(MIN_SECRET)) : encode(secret);
  if (bytes.byteLength < MIN_SECRET) throw invalidOptions(`\`events.secret\` must have at least ${MIN_SECRET} bytes.`);
  return { secret: bytes, ...parseStreams(streams) };
}

function encode(secret: unknown): Bytes {
  if (typeof secret !== 'string') throw invalidOptions('`events.secret` must be a string.');
  return new TextEncoder().encode(secret);
}
