// Docs: docs/admin.md, "Security"

/** The header that the page sends. Forms cannot send it, and other origins may send it only after a preflight. */
export const PAGE_HEADER = 'flagstaff-admin';

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Returns why a request may come from a page of another origin. Undefined when it may not. Stateless, so that it works with any number
 * of instances.
 *
 * @see Fetch Metadata Request Headers, https://www.w3.org/TR/fetch-metadata/
 */
export function crossOriginFault(request: Request, trusted: readonly string[]): string | undefined {
  const { headers, method } = request;
  const origin = headers.get('origin');
  const site = headers.get('sec-fetch-site');
  if (SAFE.has(method)) return safeFault(headers, origin, trusted);
  if (origin === null || !trusted.includes(origin)) {
    if (site !== null && site !== 'same-origin') return 'The request comes from a page of another origin.';
    if (site === null && origin !== null && !isHost(origin, request)) {
      return 'The `Origin` of the request is another host. Add it to `trustedOrigins` if a proxy changes `Host`.';
    }
  }
  if (headers.has('cookie') && !headers.has(PAGE_HEADER)) {
    return 'A request with cookies needs the header `Flagstaff-Admin: 1`.';
  }
  return undefined;
}

/** Reads are refused too, so that another page cannot probe for a status. Navigations are links. */
function safeFault(headers: Headers, origin: string | null, trusted: readonly string[]): string | undefined {
  if (headers.get('sec-fetch-site') !== 'cross-site') return undefined;
  if (origin !== null && trusted.includes(origin)) return undefined;
  const isNavigation = headers.get('sec-fetch-mode') === 'navigate' && headers.get('sec-fetch-dest') === 'document';
  return isNavigation ? undefined : 'The request comes from a page of another site.';
}

/** Compares hosts only: behind a proxy, the scheme of the request is the proxy's. */
function isHost(origin: string, { headers, url }: Request): boolean {
  if (!URL.canParse(origin)) return false;
  return new URL(origin).host === (headers.get('host') ?? new URL(url).host);
}
