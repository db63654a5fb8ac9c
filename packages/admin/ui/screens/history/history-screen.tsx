import type { JSX } from 'preact';
import { useApi, useApiPages } from '../../api/query.ts';
import type { ShownCommit } from '../../../src/client.ts';
import { NoHistory } from '../../changes/no-history.tsx';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { formatDay } from '../../lib/format.ts';
import { useMe } from '../../session/me.ts';
import { NotLoaded } from '../../components/not-loaded.tsx';
import { Page } from '../../shell/page.tsx';
import { CommitRow } from './commit-row.tsx';
import { HistoryFilters } from './history-filters.tsx';
import { historyQuery, NO_FILTERS, useFilters } from './filters.ts';
import './history.css';

/** Every commit, newest first. New ones appear by themselves. */
export default function HistoryScreen(): JSX.Element {
  const { capabilities } = useMe();
  return (
    <Page
      title="History"
      description="Every change of a flag, a segment or an environment: who, when, why. Any of them can be taken back."
    >
      {capabilities.history ? <Feed /> : <NoHistory />}
    </Page>
  );
}

function Feed(): JSX.Element {
  const [filters, change] = useFilters();
  const { data, error, fetchNextPage, hasNextPage, isFetchingNextPage } = useApiPages('GET /commits', {
    query: historyQuery(filters),
  });
  const { data: activity } = useApi('GET /activity', {});
  const commits = data?.pages.flatMap((page) => page.data.items);
  const isTruncated = data?.pages.at(-1)?.data.truncated === true;
  const isFiltered = Object.keys(filters).length > 0;
  return (
    <>
      <HistoryFilters
        filters={filters}
        onChange={change}
        actors={activity?.data.actors.map(({ actor }) => actor) ?? []}
      />
      {commits === undefined && <NotLoaded error={error} what="The history" lines={6} />}
      {commits?.length === 0 &&
        (isFiltered ? (
          <EmptyState
            icon="search"
            title="No commit matches"
            actions={<Button onClick={() => change(NO_FILTERS)}>Clear the filters</Button>}
          >
            A document is given by its key, such as <code>new-checkout</code> or <code>segment:beta-testers</code>.
          </EmptyState>
        ) : (
          <EmptyState icon="history" title="Nothing has happened yet">
            Each save becomes a commit here, with who made it and why.
          </EmptyState>
        ))}
      {commits !== undefined && commits.length > 0 && (
        <div class="panel commits">
          {byDay(commits).map(([day, items]) => (
            <Day key={day} day={day} commits={items} />
          ))}
        </div>
      )}
      {hasNextPage && (
        <Button onClick={() => void fetchNextPage()} busy={isFetchingNextPage}>
          Show earlier commits
        </Button>
      )}
      {!hasNextPage && isTruncated && <p class="muted">The store no longer has earlier commits.</p>}
    </>
  );
}

function Day({ day, commits }: { readonly day: string; readonly commits: readonly ShownCommit[] }): JSX.Element {
  return (
    <section aria-label={day}>
      <h2 class="commit-day">{day}</h2>
      <ol>
        {commits.map((commit) => (
          <CommitRow key={commit.revision.number} commit={commit} />
        ))}
      </ol>
    </section>
  );
}

function byDay(commits: readonly ShownCommit[]): readonly (readonly [day: string, commits: readonly ShownCommit[]])[] {
  const days = new Map<string, ShownCommit[]>();
  for (const commit of commits) {
    const day = formatDay(commit.at);
    const items = days.get(day);
    if (items === undefined) days.set(day, [commit]);
    else items.push(commit);
  }
  return [...days];
}
