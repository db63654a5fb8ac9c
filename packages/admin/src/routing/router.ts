import type { Route } from './route.ts';

/** What a path below `/api/v1` leads to. */
export interface FoundRoute {
  /** The routes of the path, by method. */
  readonly methods: ReadonlyMap<string, Route>;
  /** The parameters of the path, by name. */
  readonly params: { readonly [name: string]: string };
}

interface Place {
  readonly segments: readonly string[];
  readonly methods: Map<string, Route>;
}

/** A key, a token or a number. Other spellings lead nowhere. */
const PARAMETER = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
const KINDS = ['flags', 'segments', 'environments'];

/** Returns the path that a route has for each kind of document, or its only path. */
export function pathsOf({ path }: Pick<Route, 'path'>): readonly string[] {
  return path.includes('{kind}') ? KINDS.map((kind) => path.replace('{kind}', kind)) : [path];
}

/** Creates a function that finds the routes of a raw path. Literal names take precedence over parameters. */
export function createRouter(routes: readonly Route[]): (path: string) => FoundRoute | undefined {
  const places = new Map<string, Place>();
  for (const route of routes) {
    for (const path of pathsOf(route)) {
      const place = places.get(path) ?? { segments: path.slice(1).split('/'), methods: new Map<string, Route>() };
      place.methods.set(route.method, route);
      if (route.method === 'GET') place.methods.set('HEAD', route);
      places.set(path, place);
    }
  }
  const byLength = new Map<number, Place[]>();
  for (const place of [...places.values()].sort(literalFirst)) {
    const { length } = place.segments;
    const others = byLength.get(length);
    if (others === undefined) byLength.set(length, [place]);
    else others.push(place);
  }

  return (path) => {
    const given = path.slice(1).split('/');
    for (const { segments, methods } of byLength.get(given.length) ?? []) {
      const params = paramsOf(segments, given);
      if (params !== undefined) return { methods, params };
    }
    return undefined;
  };
}

function literalFirst(one: Place, other: Place): number {
  return parametersIn(one) - parametersIn(other);
}

function parametersIn({ segments }: Place): number {
  return segments.filter(isParameter).length;
}

function isParameter(segment: string): boolean {
  return segment.startsWith('{');
}

function paramsOf(segments: readonly string[], given: readonly string[]): { [name: string]: string } | undefined {
  const params: { [name: string]: string } = {};
  for (const [index, segment] of segments.entries()) {
    const value = given[index]!;
    if (!isParameter(segment)) {
      if (segment !== value) return undefined;
    } else if (PARAMETER.test(value)) params[segment.slice(1, -1)] = value;
    else return undefined;
  }
  // `/flags/…`: the first segment names the kind.
  if (KINDS.includes(segments[0]!)) params['kind'] = segments[0]!;
  return params;
}
