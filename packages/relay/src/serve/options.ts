import { invalidOptions, readOptions } from '@flagstaff/core/storage';
import {
  checkHeader,
  checkNames,
  parseAuthorize,
  parseBasePath,
  parseCors,
  parseStreams,
} from '@flagstaff/http/endpoint';
import type { Authorize, Cors, CorsOptions, StreamLimits, StreamOptions } from '@flagstaff/http/endpoint';

/** The options of event streams. */
export type RelayEventOptions = StreamOptions;

/** How shared caches store responses. */
export interface SharedCacheOptions {
  /**
   * The request headers that `authorize` reads. Responses name them in `Vary`, so that a cache answers a request only with what the
   * relay sent to the same credentials. An empty list requires `authorize: 'anyone'`.
   */
  readonly credentialHeaders: readonly string[];
}

/** The options of `relay`. */
export interface RelayOptions {
  /**
   * Authorizes readers of all documents, including rules and overrides. Required: `'anyone'` makes the relay public.
   */
  readonly authorize: Authorize | 'anyone';
  /** The path before `/flagstaff/v1`, as the handler sees it. Defaults to none. */
  readonly basePath?: string | undefined;
  /** Allows browsers on other origins. Omit to allow none. */
  readonly cors?: CorsOptions | undefined;
  /** Announces changes by server-sent events. Pass false to make readers poll. Defaults to on. */
  readonly events?: false | RelayEventOptions | undefined;
  /**
   * Lets shared caches, such as a CDN, store responses. The cache must honor `Vary`, or have the credentials in its key. Omit to
   * allow no shared cache.
   */
  readonly sharedCache?: SharedCacheOptions | undefined;
}

export interface Settings {
  readonly authorize: Authorize;
  readonly basePath: string;
  readonly cors: Cors;
  readonly events: StreamLimits | undefined;
  /** Undefined when no shared cache may store responses. */
  readonly credentialHeaders: readonly string[] | undefined;
}

const OPTIONS: { readonly [name in keyof RelayOptions]-?: true } = {
  authorize: true,
  basePath: true,
  cors: true,
  events: true,
  sharedCache: true,
};

/** Validates the options and applies defaults. @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid. */
export function parseOptions(options: RelayOptions): Settings {
  checkNames('relay', options ?? {}, OPTIONS);
  const { authorize, basePath, cors, events, sharedCache } = options ?? {};
  return {
    authorize: parseAuthorize(authorize),
    basePath: parseBasePath(basePath),
    cors: parseCors(cors),
    events: events === false ? undefined : parseStreams(events),
    credentialHeaders: sharedCache === undefined ? undefined : parseSharedCache(sharedCache, authorize === 'anyone'),
  };
}

function parseSharedCache(sharedCache: SharedCacheOptions, isPublic: boolean): readonly string[] {
  const { credentialHeaders } = readOptions('relay: sharedCache', sharedCache, { credentialHeaders: true });
  if (!Array.isArray(credentialHeaders) || (credentialHeaders.length === 0 && !isPublic)) {
    throw invalidOptions(
      'relay: `sharedCache.credentialHeaders` must list the request headers that `authorize` reads, such as `Authorization`.',
    );
  }
  for (const name of credentialHeaders as readonly unknown[]) {
    if (typeof name !== 'string')
      throw invalidOptions('relay: `sharedCache.credentialHeaders` must be a list of header names.');
    checkHeader('sharedCache.credentialHeaders', name);
  }
  // Copied: changing the list must not affect requests.
  return [...(credentialHeaders as readonly string[])];
}
