/** What a path asks for. */
export type Route =
  { readonly name: 'bulk' } | { readonly name: 'single'; readonly key: string } | { readonly name: 'events' };

const EVALUATE = '/ofrep/v1/evaluate/flags';
export const EVENTS = '/ofrep/v1/events';

/**
 * The route of a path; undefined: none of ours. The path is taken apart once, as it was sent: what is spelled in another way (an
 * encoded slash, a doubled one) is another path, so that nothing in front of us and we can read it differently. Fetch runtimes have resolved
 * dots before; on Node, `answer` refuses them.
 */
export function findRoute(path: string, basePath: string): Route | undefined {
  if (!path.startsWith(basePath)) return undefined;
  const rest = path.slice(basePath.length);
  if (rest === EVALUATE) return { name: 'bulk' };
  if (rest === EVENTS) return { name: 'events' };
  if (!rest.startsWith(`${EVALUATE}/`)) return undefined;
  const key = rest.slice(EVALUATE.length + 1);
  // Keys have no characters that need encoding, so an encoded one is no key. With one of these the path would be another one once a
  // URL is made of it, where dots go back.
  return /[/\\#]/.test(key) ? undefined : { name: 'single', key };
}
