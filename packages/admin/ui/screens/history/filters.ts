import type { QueryOf } from '../../../src/client.ts';
import { isKey } from '../../lib/keys.ts';
import { midnightOf } from '../../lib/local-time.ts';
import { splitId } from '../../lib/paths.ts';
import { useSearchParams } from '../../lib/search-param.ts';
import { startOfSpan } from '../../lib/spans.ts';

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
const DATE = /^\d{4}-\d\d-\d\d$/;

/** Returns the query of the API. Values of the URL that are none filter nothing. */
export function historyQuery({ actor, kind, document, since, until }: Filters): QueryOf<'GET /commits'> {
  const chosen = KINDS.find((each) => each === kind);
  const id = idOf(document);
  const from =
    since === undefined ? undefined : (startOfSpan(since) ?? (isDate(since) ? midnightOf(since) : undefined));
  const to = until !== undefined && isDate(until) ? midnightOf(until, 1) : undefined;
  return {
    limit: 50,
    ...(actor === undefined ? {} : { actor }),
    ...(chosen === undefined ? {} : { kind: chosen }),
    ...(id === undefined ? {} : { document: id }),
    ...(from === undefined ? {} : { since: from }),
    ...(to === undefined ? {} : { until: to }),
  };
}

/** A key alone is a flag's. */
function idOf(document: string | undefined): `flag:${string}` | undefined {
  if (document === undefined) return undefined;
  const [kind, key] = document.includes(':') ? splitId(document) : (['flag', document] as const);
  // The type of the API's query has one of the kinds only.
  return KINDS.includes(kind) && isKey(key) ? (`${kind}:${key}` as `flag:${string}`) : undefined;
}

/** Whether a text is a date that exists. */
export const isDate = (text: string): boolean => DATE.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00`));
