import { useCallback, useEffect, useMemo } from 'preact/hooks';
import type { JSX } from 'preact';
import { useApiPages } from '../../api/query.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useEnvironment } from '../../session/environment.ts';
import { useMe } from '../../session/me.ts';
import { Page } from '../../shell/page.tsx';
import { FilterBar } from './filter-bar.tsx';
import { FILTER_NAMES, listQuery, useFilters } from './filters.ts';
import { FlagList } from './flag-list.tsx';
import { clearSelection } from './selection.ts';

/** Columns of environments. The picker reaches the others. */
const COLUMNS = 3;

/** All flags, searched and filtered by the server. */
export default function FlagsScreen(): JSX.Element {
  const [filters, change] = useFilters();
  const [environment] = useEnvironment();
  const columns = useColumns(environment);
  const { data, error, fetchNextPage, hasNextPage, isFetchingNextPage } = useApiPages('GET /{kind}', {
    params: { kind: 'flags' },
    query: listQuery(filters, environment),
  });
  const onTag = useCallback((tag: string) => change({ tag }), []);
  const onMore = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  useEffect(() => clearSelection, []);
  const pages = useMemo(() => data?.pages.map((page) => page.data.items), [data]);
  const isEmpty = pages !== undefined && pages.every((items) => items.length === 0);
  const isFiltered = FILTER_NAMES.some((name) => name !== 'sort' && filters[name] !== undefined);
  return (
    <Page title="Flags">
      {(!isEmpty || isFiltered) && <FilterBar filters={filters} onChange={change} />}
      {pages === undefined && error === null && (
        <div class="panel">
          <Skeleton lines={6} />
        </div>
      )}
      {pages === undefined && error !== null && (
        <EmptyState icon="warning" title="The flags cannot be loaded">
          {error.problem.detail}
        </EmptyState>
      )}
      {isEmpty && isFiltered && (
        <EmptyState
          icon="search"
          title="No flag matches"
          actions={
            <Button onClick={() => change(Object.fromEntries(FILTER_NAMES.map((name) => [name, undefined])))}>
              Clear the filters
            </Button>
          }
        >
          Every word must be in a flag's key, name, description, owner or tags.
        </EmptyState>
      )}
      {isEmpty && !isFiltered && <FirstFlag />}
      {pages !== undefined && !isEmpty && (
        <FlagList
          pages={pages}
          environments={columns}
          shown={environment}
          onTag={onTag}
          onMore={hasNextPage && !isFetchingNextPage ? onMore : undefined}
        />
      )}
    </Page>
  );
}

/** Teaches what a flag is for. */
function FirstFlag(): JSX.Element {
  return (
    <div class="panel">
      <EmptyState icon="flag" title="Create your first flag">
        <p>
          A flag lets you change what your application does without a deployment. Create one here, ask for it in the
          code, and decide on its page who gets it.
        </p>
        <pre class="example">
          <code>{`if (await req.flags.isEnabled('new-checkout')) …`}</code>
        </pre>
      </EmptyState>
    </div>
  );
}

/** The environment that is shown, and others beside it. */
function useColumns(shown: string): readonly string[] {
  const { environments } = useMe();
  const others = environments.map(({ key }) => key).filter((key) => key !== shown);
  const columns = [shown, ...others].slice(0, COLUMNS);
  const joined = columns.join('\n');
  // The same list as before lets rows keep what they rendered.
  return useMemo(() => columns, [joined]);
}
