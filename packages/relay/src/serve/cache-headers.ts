import { COMMON_HEADERS } from '@flagstaff/http/endpoint';

type Headers = { readonly [name: string]: string };

/** The headers of responses with documents, by how long they are valid. */
export interface CacheHeaders {
  /** For what depends on the current revision. */
  readonly current: Headers;
  /** For what never changes: its path names its revisions. */
  readonly fixed: Headers;
}

/**
 * Seconds for which a shared cache may answer with a revision that is no longer current. A client suspects a rollback when its
 * store seems older, and waits for two further reads, a second apart each.
 */
const HEAD_SECONDS = 1;
const YEAR_SECONDS = 31_536_000;

/** @param credentialHeaders The request headers with credentials. Undefined when no shared cache may store responses. */
export function cacheHeaders(credentialHeaders: readonly string[] | undefined): CacheHeaders {
  const headers = (control: string): Headers => ({
    ...COMMON_HEADERS,
    'cache-control': control,
    vary: ['Accept-Encoding', ...(credentialHeaders ?? [])].join(', '),
  });
  if (credentialHeaders === undefined)
    return { current: headers('private, no-cache'), fixed: headers('private, no-cache') };
  return {
    // `public` also for requests with `Authorization`: RFC 9111, section 3.5. `s-maxage` forbids stale responses.
    current: headers(`public, max-age=0, s-maxage=${HEAD_SECONDS}`),
    fixed: headers(`public, max-age=${YEAR_SECONDS}, immutable`),
  };
}
