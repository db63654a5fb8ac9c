import { SCREENS } from '../../src/page/routes.ts';
import type { FlagTab, Screen } from '../../src/page/routes.ts';

type Names<P extends string> = P extends `${string}:${infer Name}/${infer Rest}`
  ? Name | Names<`/${Rest}`>
  : P extends `${string}:${infer Name}`
    ? Name
    : never;
type Params<S extends Screen> = [Names<(typeof SCREENS)[S]>] extends [never]
  ? []
  : [params: { readonly [name in Names<(typeof SCREENS)[S]>]: string | number }];

/**
 * Returns the path of a screen, below the mount. Keeps the environment that is shown.
 *
 * @example
 * <Link href={pathTo('flag', { key: 'checkout' })}>checkout</Link>
 */
export function pathTo<S extends Screen>(screen: S, ...[params]: Params<S>): string {
  const values = new Map(Object.entries(params ?? {}));
  const path = SCREENS[screen].replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(values.get(name))));
  const environment = new URLSearchParams(location.search).get('env');
  return environment === null ? path : `${path}?env=${encodeURIComponent(environment)}`;
}

/** Returns the path of a part of a flag's screen. */
export function pathToFlag(key: string, tab: FlagTab): string {
  const [path, query] = pathTo('flag', { key }).split('?');
  return `${path}${tab === 'targeting' ? '' : `/${tab}`}${query === undefined ? '' : `?${query}`}`;
}

/** Returns the path of a document's screen. @param id Such as `flag:checkout`. */
export function pathToDocument(id: string): string {
  const [kind, key] = splitId(id);
  return pathTo(kind, { key });
}

/** Splits the id of a document into its kind and its key. */
export function splitId(id: string): readonly [kind: 'flag' | 'segment' | 'environment', key: string] {
  const colon = id.indexOf(':');
  return [id.slice(0, colon) as 'flag' | 'segment' | 'environment', id.slice(colon + 1)];
}

/** Adds parameters to a path that may have a query. */
export function withQuery(path: string, parameters: { readonly [name: string]: string | undefined }): string {
  const [base, query] = path.split('?');
  const next = new URLSearchParams(query);
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined && value !== '') next.set(name, value);
  return next.size === 0 ? base! : `${base}?${next.toString()}`;
}

/** The parameter of an environment's screen that names the flags to promote, separated by commas. */
export const PROMOTED = 'flags';

/** The path of the mount, without its last slash: the base of the router. */
export const MOUNT = new URL(document.baseURI).pathname.replace(/\/$/, '');
