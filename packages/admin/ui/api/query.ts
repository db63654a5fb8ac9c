import { QueryCache, QueryClient, useInfiniteQuery, useMutation, useQuery } from '@tanstack/preact-query';
import type { Query, UseInfiniteQueryResult, UseMutationResult, UseQueryResult } from '@tanstack/preact-query';
import type { RouteName } from '../../src/client.ts';
import { session } from '../session/session.ts';
import { call } from './client.ts';
import { wasEarly } from './early.ts';
import { requestOf } from '../../src/client/request-of.ts';
import { pluralOf } from './kinds.ts';
import type { CallOptions } from '../../src/client/call-options.ts';
import type { Answer } from './client.ts';
import type { ApiError } from './problem.ts';

/** Holds the answers of the API. Changes from anywhere invalidate them, so they do not expire by time. */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: (error) => session.report((error as ApiError).problem) }),
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnReconnect: 'always',
      refetchOnWindowFocus: false,
      retry: (count, error) => isTemporary(error as ApiError) && count < 3,
    },
    mutations: { onError: (error) => session.report((error as ApiError).problem) },
  },
});

const isTemporary = ({ problem }: ApiError): boolean => problem?.status === 0 || problem?.status === 503;

/** How a query behaves. */
interface Behavior {
  /** False: do not ask yet. Defaults to true. */
  readonly enabled?: boolean;
  /** Reads again after this time, while the window is seen: for what no event announces. Defaults to never. */
  readonly everyMs?: number;
  /** Shows the previous answer while the next one loads, such as while a filter is typed. Defaults to false. */
  readonly keep?: boolean;
}

/** The key of a query. `invalidate` reads it. */
type Key = readonly [route: string, options?: { readonly params?: { readonly kind?: string; readonly key?: string } }];

/**
 * Reads from the API, and again when it changes.
 *
 * @example
 * const { data } = useApi('GET /{kind}/{key}', { params: { kind: 'flags', key } });
 */
export function useApi<R extends RouteName>(
  route: R,
  options: CallOptions<R>,
  { enabled = true, everyMs, keep = false }: Behavior = {},
): UseQueryResult<Answer<R>, ApiError> {
  return useQuery<Answer<R>, ApiError>({
    queryKey: [route, options],
    queryFn: ({ signal }) => call(route, { ...options, signal }),
    enabled,
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
    ...(keep ? { placeholderData: (previous: Answer<R> | undefined) => previous } : {}),
  });
}

/** Reads from the API ahead of the component that shows it. Never rejects: the component reads again what failed. */
export function prefetchApi<R extends RouteName>(route: R, options: CallOptions<R>): Promise<void> {
  return queryClient.prefetchQuery({ queryKey: [route, options], queryFn: () => call(route, options), retry: false });
}

/** The pages of a list, so far. */
interface Pages<R extends RouteName> {
  readonly pages: readonly Answer<R>[];
}

/** Reads a list page by page. `fetchNextPage()` reads the next one. */
export function useApiPages<R extends RouteName>(
  route: R,
  options: CallOptions<R>,
): UseInfiniteQueryResult<Pages<R>, ApiError> {
  return useInfiniteQuery<Answer<R>, ApiError, Pages<R>, readonly unknown[], string | undefined>({
    queryKey: [route, options, 'pages'],
    initialPageParam: undefined,
    queryFn: ({ pageParam, signal }) =>
      call(route, {
        ...options,
        signal,
        query: { ...options.query, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
      } as CallOptions<R>),
    getNextPageParam: (last) => (last.data as { readonly next?: string } | null)?.next,
    placeholderData: (previous) => previous,
  });
}

/**
 * Writes to the API. Reads again what the write may have changed, without waiting for the event stream.
 *
 * @example
 * const save = useWrite('PUT /{kind}/{key}');
 * save.mutate({ params: { kind: 'flags', key }, body: draft, ifMatch: etag }, { onSuccess: () => toast('Saved.') });
 */
export function useWrite<R extends RouteName>(route: R): UseMutationResult<Answer<R>, ApiError, CallOptions<R>> {
  return useMutation<Answer<R>, ApiError, CallOptions<R>>({
    mutationFn: (options) => call(route, options),
    onSuccess: () => invalidate(undefined),
  });
}

/**
 * Reads again what a change may have changed. The API answers 304 to what it did not.
 *
 * @param ids The ids of changed documents. Undefined for any.
 */
export async function invalidate(ids: readonly string[] | undefined): Promise<void> {
  const changed = ids && new Set(ids.map((id) => id.replace(/^\w+(?=:)/, pluralOf)));
  const isConcerned = ({ queryKey }: Query): boolean => {
    const [route, { params } = {}] = queryKey as unknown as Key;
    // One document: only its own change concerns it. Everything else may depend on any document.
    if (route !== 'GET /{kind}/{key}' || changed === undefined) return true;
    return changed.has(`${params?.kind}:${params?.key}`);
  };
  // A first answer that is on its way may be older than the change, and is not asked for again by itself.
  await queryClient.cancelQueries({ predicate: (query) => query.state.data === undefined && isConcerned(query) });
  await queryClient.invalidateQueries({ predicate: isConcerned });
}

/** Reads again what was read before the event stream was open: a change in between was not announced. */
export async function invalidateEarly(): Promise<void> {
  await queryClient.invalidateQueries({
    predicate: ({ queryKey }) => {
      const [route, options] = queryKey as readonly [RouteName, CallOptions<RouteName>];
      return wasEarly(requestOf(document.baseURI, route, options).url);
    },
  });
}
