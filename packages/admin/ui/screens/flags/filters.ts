import type { FlagState, QueryOf } from '../../../src/client.ts';
import { LIST_LIMIT } from '../../../src/page/first-reads.ts';
import { useSearchParams } from '../../lib/search-param.ts';
import { startOfSpan } from '../../lib/spans.ts';
import { BASE } from '../../session/environment.ts';
import { STATES } from './state.ts';

/** The filters that the URL holds. */
export const FILTER_NAMES = ['q', 'status', 'state', 'type', 'changed', 'tag', 'owner', 'mine', 'sort'] as const;

export type FilterName = (typeof FILTER_NAMES)[number];
export type Filters = { readonly [name in FilterName]?: string };

/** The filters of the list, from the URL, and how to change some. Undefined removes one. */
export const useFilters = (): ReturnType<typeof useSearchParams<FilterName>> => useSearchParams(FILTER_NAMES);

/** The choice that shows the flags that the caller owns. A link with it shows the flags of the user who opens it. */
export const MINE = 'yes';

/** The choices of the filters, besides the first, which filters nothing. */
export const CHOICES = {
  status: ['active', 'inactive', 'archived'],
  type: ['boolean', 'string', 'number', 'object'],
  sort: ['-updatedAt', '-createdAt'],
} as const;

type Choices = typeof CHOICES;

/**
 * Returns the query of the API. Values of the URL that are no choice filter nothing.
 *
 * @param actor The caller, who owns what is `mine`.
 */
export function listQuery(filters: Filters, environment: string, actor: string): QueryOf<'GET /{kind}'> {
  const { q, tag, state, changed = '' } = filters;
  const owner = filters.mine === MINE ? actor : filters.owner;
  const status = chosen('status', filters);
  const type = chosen('type', filters);
  const sort = chosen('sort', filters);
  const changedSince = startOfSpan(changed);
  const hasState = isState(state);
  return {
    limit: LIST_LIMIT,
    ...(q === undefined ? {} : { q }),
    ...(tag === undefined ? {} : { tag }),
    ...(owner === undefined ? {} : { owner }),
    ...(type === undefined ? {} : { type }),
    ...(sort === undefined ? {} : { sort }),
    ...(changedSince === undefined ? {} : { changedSince }),
    ...(hasState ? { state } : {}),
    ...(status === undefined ? {} : { status }),
    // Both depend on the environment that is shown.
    ...((hasState || status !== undefined) && environment !== BASE ? { environment } : {}),
  };
}

function chosen<N extends keyof Choices>(name: N, filters: Filters): Choices[N][number] | undefined {
  return CHOICES[name].find((choice) => choice === filters[name]);
}

const isState = (state: string | undefined): state is FlagState => state !== undefined && Object.hasOwn(STATES, state);
