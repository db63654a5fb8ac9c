import type { FlagState, QueryOf } from '../../../src/client.ts';
import { useSearchParams } from '../../lib/search-param.ts';
import { BASE } from '../../session/environment.ts';
import { STATES } from './state.ts';

/** The filters that the URL holds. */
export const FILTER_NAMES = ['q', 'state', 'type', 'changed', 'tag', 'owner', 'sort'] as const;

export type FilterName = (typeof FILTER_NAMES)[number];
export type Filters = { readonly [name in FilterName]?: string };

/** The filters of the list, from the URL, and how to change some. Undefined removes one. */
export const useFilters = (): ReturnType<typeof useSearchParams<FilterName>> => useSearchParams(FILTER_NAMES);

/** The choices of the filters, besides the first, which filters nothing. */
export const CHOICES = {
  type: ['boolean', 'string', 'number', 'object'],
  changed: ['24h', '7d', '30d'],
  sort: ['-updatedAt', '-createdAt'],
} as const;

type Choices = typeof CHOICES;

const HOUR = 3_600_000;
const HOURS: { readonly [span in Choices['changed'][number]]: number } = { '24h': 24, '7d': 168, '30d': 720 };

/** Returns the query of the API. Values of the URL that are no choice filter nothing. */
export function listQuery(filters: Filters, environment: string): QueryOf<'GET /{kind}'> {
  const { q, tag, owner, state } = filters;
  const type = chosen('type', filters);
  const sort = chosen('sort', filters);
  const changed = chosen('changed', filters);
  const hasState = isState(state);
  return {
    limit: 100,
    ...(q === undefined ? {} : { q }),
    ...(tag === undefined ? {} : { tag }),
    ...(owner === undefined ? {} : { owner }),
    ...(type === undefined ? {} : { type }),
    ...(sort === undefined ? {} : { sort }),
    ...(changed === undefined ? {} : { changedSince: hoursAgo(HOURS[changed]) }),
    ...(hasState ? { state } : {}),
    // The state depends on the environment that is shown.
    ...(hasState && environment !== BASE ? { environment } : {}),
  };
}

function chosen<N extends keyof Choices>(name: N, filters: Filters): Choices[N][number] | undefined {
  return CHOICES[name].find((choice) => choice === filters[name]);
}

const isState = (state: string | undefined): state is FlagState => state !== undefined && Object.hasOwn(STATES, state);

/** From the beginning of an hour, so that the query stays the same for a while. */
const hoursAgo = (hours: number): string => new Date((Math.floor(Date.now() / HOUR) - hours) * HOUR).toISOString();
