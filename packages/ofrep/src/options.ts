import { invalidOptions, readOptions } from '@flagstaff/core/storage';
import {
  checkNames,
  checkNumber,
  parseAuthorize,
  parseBasePath,
  parseOrigins,
  parseStreams,
} from '@flagstaff/http/endpoint';
import type { Authorize, CorsOptions, StreamOptions } from '@flagstaff/http/endpoint';

export interface RateLimitOptions {
  /** Requests that a caller may make in a second, on average and at once. */
  readonly perSecond: number;
}

export interface EventOptions extends StreamOptions {
  /**
   * Signs the addresses of event streams, which browsers open without headers: at least 32 bytes, the same on all instances
   * behind one address. Default: random, which serves where there is one instance.
   */
  readonly secret?: string;
}

export interface OfrepOptions {
  /** Who may ask. There is no default: `'anyone'` opens the endpoint to everybody who can reach it. */
  readonly authorize: Authorize | 'anyone';
  /** Which flags can be asked for: those with `"clientSide": true`, or all. Default `clientSide`. */
  readonly expose?: 'clientSide' | 'all';
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
  readonly clientSideOnly: boolean;
  readonly basePath: string;
  readonly maxBodyBytes: number;
  readonly perSecond: number;
  readonly origins: readonly string[];
  readonly events: (Required<StreamOptions> & { readonly secret: Uint8Array<ArrayBuffer> }) | undefined;
}

const OPTIONS: { readonly [name in keyof OfrepOptions]-?: true } = {
  authorize: true,
  expose: true,
  basePath: true,
  maxBodyBytes: true,
  rateLimit: true,
  cors: true,
  events: true,
};

const MIN_SECRET = 32;

/** The options with their defaults. Throws `INVALID_OPTIONS`. */
export function parseOptions(options: OfrepOptions): Settings {
  checkNames('ofrep', options ?? {}, Object.keys(OPTIONS));
  const { authorize, expose = 'clientSide', basePath, maxBodyBytes = 65_536, rateLimit, cors, events } = options ?? {};
  if (expose !== 'clientSide' && expose !== 'all') throw invalidOptions("`expose` must be 'clientSide' or 'all'.");
  checkNumber('maxBodyBytes', maxBodyBytes, 16);
  const { perSecond = 1_000 } = readOptions('`rateLimit`', rateLimit);
  checkNumber('rateLimit.perSecond', perSecond, 1);
  return {
    authorize: parseAuthorize(authorize),
    clientSideOnly: expose === 'clientSide',
    basePath: parseBasePath(basePath),
    maxBodyBytes,
    perSecond,
    origins: parseOrigins(cors),
    events: parseEvents(events),
  };
}

function parseEvents(events: OfrepOptions['events']): Settings['events'] {
  if (events === false) return undefined;
  const { secret } = readOptions('`events`', events);
  const bytes = secret === undefined ? crypto.getRandomValues(new Uint8Array(MIN_SECRET)) : encode(secret);
  if (bytes.byteLength < MIN_SECRET) throw invalidOptions(`\`events.secret\` must have at least ${MIN_SECRET} bytes.`);
  return { secret: bytes, ...parseStreams(events) };
}

function encode(secret: unknown): Uint8Array<ArrayBuffer> {
  if (typeof secret !== 'string') throw invalidOptions('`events.secret` must be text.');
  return new TextEncoder().encode(secret);
}
