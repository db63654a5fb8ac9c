import { requestOf } from '../client/request-of.ts';
import type { ScreenPath } from './routes.ts';

/** The number of flags in a page of the list. */
export const LIST_LIMIT = 50;

/** The parameter of the page's URL that names the chosen environment. The unfiltered list does not depend on it. */
const ENVIRONMENT = 'env';

/** Stands for the mount, whose address only the browser knows. */
const MOUNT = 'http://mount/';

/**
 * Returns the URLs that a screen reads first, relative to the mount, as the page's own requests have them. The HTML requests them
 * while the scripts load.
 *
 * @param search The query of the page's URL.
 */
export function firstReads({ screen, segments }: ScreenPath, search: string): readonly string[] {
  const requests = [requestOf(MOUNT, 'GET /me', {})];
  const isFiltered = [...new URLSearchParams(search).keys()].some((name) => name !== ENVIRONMENT);
  if (screen === 'flags' && !isFiltered) {
    requests.push(requestOf(MOUNT, 'GET /{kind}', { params: { kind: 'flags' }, query: { limit: LIST_LIMIT } }));
  }
  const key = screen === 'flag' ? decoded(segments[1]!) : undefined;
  if (key !== undefined) requests.push(requestOf(MOUNT, 'GET /{kind}/{key}', { params: { kind: 'flags', key } }));
  return requests.map(({ url }) => url.slice(MOUNT.length));
}

/** Returns a decoded segment of a path. Undefined when it is malformed. */
function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
