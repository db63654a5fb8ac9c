/** The target of a path. */
export type Route =
  { readonly name: 'bulk' } | { readonly name: 'single'; readonly key: string } | { readonly name: 'events' };

const EVALUATE = '/ofrep/v1/evaluate/flags';
export const EVENTS = '/ofrep/v1/events';

/**
 * Finds the route of a path. Undefined when the path belongs to another handler. The raw path is split once: a different spelling (an
 * encoded or doubled slash) is a different path, so that proxies and this handler cannot disagree. Fetch runtimes have resolved dot
 * segments before; on Node, `answer` refuses them.
 */
export function findRoute(path: string, basePath: string): Route | undefined {
  if (!path.startsWith(basePath)) return undefined;
  const rest = path.slice(basePath.length);
  if (rest === EVALUATE) return { name: 'bulk' };
  if (rest === EVENTS) return { name: 'events' };
  if (!rest.startsWith(`${EVALUATE}/`)) return undefined;
  const key = rest.slice(EVALUATE.length + 1);
  // Keys contain no characters that need encoding, so an encoded key is invalid. These characters would change the path when it
  // becomes a URL.
  return /[/\\#]/.test(key) ? undefined : { name: 'single', key };
}
