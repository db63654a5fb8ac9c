import { useLocation, useSearch } from 'wouter-preact';
import type { FlagState, QueryOf } from '../../../src/client.ts';
import { BASE } from '../../session/environment.ts';

/** The filters that the URL holds. */
export const FILTER_NAMES = ['q', 'state', 'type', 'tag', 'owner', 'sort'] as const;

export type FilterName = (typeof FILTER_NAMES)[number];
export type Filters = { readonly [name in FilterName]?: string };

/** The filters of the list, from the URL, and how to change some. Undefined removes one. */
export function useFilters(): readonly [
  filters: Filters,
  change: (changed: { readonly [name in FilterName]?: string | undefined }) => void,
] {
  const search = new URLSearchParams(useSearch());
  const [path, navigate] = useLocation();
  const filters: Filters = Object.fromEntries(
    FILTER_NAMES.flatMap((name) => {
      const value = search.get(name);
      return value === null || value === '' ? [] : [[name, value]];
    }),
  );
  return [
    filters,
    (changed) => {
      const next = new URLSearchParams(location.search);
      for (const [name, value] of Object.entries(changed)) {
        if (value === undefined || value === '') next.delete(name);
        else next.set(name, value);
      }
      navigate(`${path}${next.size === 0 ? '' : `?${next.toString()}`}`, { replace: true });
    },
  ];
}

/** Returns the query of the API. The state depends on the environment that is shown. */
export function listQuery({ q, state, type, tag, owner, sort }: Filters, environment: string): QueryOf<'GET /{kind}'> {
  return {
    limit: 100,
    ...(q === undefined ? {} : { q }),
    ...(tag === undefined ? {} : { tag }),
    ...(owner === undefined ? {} : { owner }),
    ...(type === undefined ? {} : { type: type as 'boolean' }),
    ...(sort === undefined ? {} : { sort: sort as 'key' }),
    ...(state === undefined ? {} : { state: state as FlagState }),
    ...(state === undefined || environment === BASE ? {} : { environment }),
  };
}
