import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { DocumentItem } from '../../api/types.ts';
import { useApiPages } from '../../api/query.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { useEnvironment } from '../../session/environment.ts';
import { useMay, useMe } from '../../session/me.ts';
import { useCommands } from '../../shell/commands.ts';
import { NotLoaded } from '../../components/not-loaded.tsx';
import { Page } from '../../shell/page.tsx';
import { useShortcuts } from '../../shell/shortcuts.ts';
import { BulkBar } from './bulk-bar.tsx';
import { CreateFlag } from './create-flag.tsx';
import { FilterBar } from './filter-bar.tsx';
import { FILTER_NAMES, listQuery, MINE, useFilters } from './filters.ts';
import { FirstFlag } from './first-flag.tsx';
import { FlagList } from './flag-list.tsx';
import { clearSelection } from './selection.ts';

/** Columns of environments. The picker reaches the others. */
const COLUMNS = 3;

/** All flags, searched and filtered by the server. */
export default function FlagsScreen(): JSX.Element {
  const { actor } = useMe();
  const [filters, change] = useFilters();
  const [environment] = useEnvironment();
  const [creating, setCreating] = useState(false);
  const columns = useColumns(environment);
  const { data, error, fetchNextPage, hasNextPage, isFetchingNextPage } = useApiPages('GET /{kind}', {
    params: { kind: 'flags' },
    query: listQuery(filters, environment, actor),
  });
  const { allowed, reason } = useMay('write');
  const create = useCallback(() => setCreating(true), []);
  const onTag = useCallback((tag: string) => change({ tag }), []);
  const onMore = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  useEffect(() => clearSelection, []);
  useShortcuts(allowed ? [{ keys: 'c', label: 'Create a flag', run: create }] : [], [allowed]);
  useCommands(allowed ? [{ id: 'create-flag', label: 'Create a flag', icon: 'plus', hint: 'c', run: create }] : [], [
    allowed,
  ]);

  const pages = useMemo(() => data?.pages.map((page) => page.data.items), [data]);
  const owners = useOwners(pages);
  const isEmpty = pages !== undefined && pages.every((items) => items.length === 0);
  const isFiltered = FILTER_NAMES.some((name) => name !== 'sort' && filters[name] !== undefined);
  const button = allowed ? (
    <Button look="primary" icon="plus" onClick={create}>
      Create flag
    </Button>
  ) : (
    <span class="muted">{reason}</span>
  );

  return (
    <Page title="Flags" actions={button}>
      {(!isEmpty || isFiltered) && <FilterBar filters={filters} owners={owners} onChange={change} />}
      {pages === undefined && <NotLoaded error={error} what="The list" lines={6} />}
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
          {filters.mine === MINE && `Yours are the flags whose owner is ${actor}. `}
          Every word must be in a flag's key, name, description, owner or tags.
        </EmptyState>
      )}
      {isEmpty && !isFiltered && (
        <div class="panel">
          <FirstFlag button={allowed ? button : undefined} />
        </div>
      )}
      {pages !== undefined && !isEmpty && (
        <FlagList
          pages={pages}
          environments={columns}
          shown={environment}
          onTag={onTag}
          onMore={hasNextPage && !isFetchingNextPage ? onMore : undefined}
        />
      )}
      <BulkBar />
      {creating && <CreateFlag onClose={() => setCreating(false)} />}
    </Page>
  );
}

/** The owners of the flags that were shown since the screen opened: a filter by one must not hide the others. */
function useOwners(pages: readonly (readonly DocumentItem[])[] | undefined): readonly string[] {
  const [seen, setSeen] = useState<readonly string[]>([]);
  useEffect(() => {
    const owners = (pages ?? []).flat().flatMap(({ owner }) => owner ?? []);
    setSeen((before) => {
      const all = [...new Set([...before, ...owners])];
      return all.length === before.length ? before : all;
    });
  }, [pages]);
  return seen;
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
