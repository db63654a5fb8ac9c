import type { QueryOf } from '../../../src/client.ts';
import { useSearchParams } from '../../lib/search-param.ts';

/** The filters that the URL holds. */
const NAMES = ['actor', 'kind', 'document', 'since', 'until'] as const;

type FilterName = (typeof NAMES)[number];
export type Filters = { readonly [name in FilterName]?: string };

export const useFilters = (): ReturnType<typeof useSearchParams<FilterName>> => useSearchParams(NAMES);

/** No filter, as a change. */
export const NO_FILTERS: { readonly [name in FilterName]: undefined } = {
  actor: undefined,
  kind: undefined,
  document: undefined,
  since: undefined,
  until: undefined,
};

const KINDS = ['flag', 'segment', 'environment'] as const;
const DAYS: { readonly [span: string]: number } = { '24h': 1, '7d': 7, '30d': 30 };
const DAY_MS = 86_400_000;
const ID = /^(?:flag|segment|environment):[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
const KEY = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
const DATE = /^\d{4}-\d\d-\d\d$/;

/** Returns the query of the API. Values of the URL that are none filter nothing. */
export function historyQuery({ actor, kind, document, since, until }: Filters): QueryOf<'GET /commits'> {
  const chosen = KINDS.find((each) => each === kind);
  const id = idOf(document);
  return {
    limit: 50,
    ...(actor === undefined ? {} : { actor }),
    ...(chosen === undefined ? {} : { kind: chosen }),
    ...(id === undefined ? {} : { document: id }),
    ...(since === undefined ? {} : sinceOf(since)),
    ...(until !== undefined && DATE.test(until) ? { until: endOf(until).toISOString() } : {}),
  };
}

/** A key alone is a flag's. */
function idOf(document: string | undefined): `flag:${string}` | undefined {
  if (document === undefined) return undefined;
  if (ID.test(document)) return document as `flag:${string}`;
  return KEY.test(document) ? `flag:${document}` : undefined;
}

function sinceOf(since: string): { readonly since?: string } {
  const days = DAYS[since];
  // From the beginning of an hour, so that the query stays the same for a while.
  if (days !== undefined)
    return { since: new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000 - days * DAY_MS).toISOString() };
  return DATE.test(since) ? { since: new Date(`${since}T00:00:00`).toISOString() } : {};
}

const endOf = (date: string): Date => new Date(new Date(`${date}T00:00:00`).getTime() + DAY_MS);
