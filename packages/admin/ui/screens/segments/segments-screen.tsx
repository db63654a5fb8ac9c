import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { Link } from 'wouter-preact';
import { useApiPages } from '../../api/query.ts';
import { Button } from '../../components/button.tsx';
import { Chip, Tag } from '../../components/chip.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { SearchInput } from '../../components/search-input.tsx';
import { Sentence } from '../../components/sentence.tsx';
import { Time } from '../../components/time.tsx';
import { pathTo } from '../../lib/paths.ts';
import { useSearchParam } from '../../lib/search-param.ts';
import { useMaySomewhere } from '../../session/me.ts';
import { useCommands } from '../../shell/commands.ts';
import { NotLoaded } from '../../components/not-loaded.tsx';
import { Page } from '../../shell/page.tsx';
import { useShortcuts } from '../../shell/shortcuts.ts';
import { CreateSegment } from './create-segment.tsx';
import { segmentTokens } from './segment-words.ts';
import type { StoredSegment } from './segment-words.ts';
import './segments.css';

/** Groups of subjects that rules name. */
export default function SegmentsScreen(): JSX.Element {
  const [q = '', setQuery] = useSearchParam('q');
  const [isCreating, setCreating] = useState(false);
  const { allowed, reason } = useMaySomewhere('write');
  const { data, error, fetchNextPage, hasNextPage } = useApiPages('GET /{kind}', {
    params: { kind: 'segments' },
    query: { limit: 100, fields: 'document', ...(q === '' ? {} : { q }) },
  });
  const create = (): void => setCreating(true);
  useShortcuts(allowed ? [{ keys: 'c', label: 'Create a segment', run: create }] : [], [allowed]);
  useCommands(
    allowed ? [{ id: 'create-segment', label: 'Create a segment', icon: 'plus', hint: 'c', run: create }] : [],
    [allowed],
  );
  const segments = data?.pages.flatMap((page) =>
    page.data.items.flatMap(({ document }) => (document?.kind === 'segment' ? [document] : [])),
  );
  const button = allowed ? (
    <Button look="primary" icon="plus" onClick={create}>
      Create segment
    </Button>
  ) : (
    <span class="muted">{reason}</span>
  );
  const isEmpty = segments?.length === 0;
  return (
    <Page
      title="Segments"
      description="Groups of users with a name: described once, used by any number of flags."
      actions={button}
    >
      {(!isEmpty || q !== '') && (
        <search class="filters" aria-label="Segments">
          <SearchInput
            label="Search segments"
            placeholder="Search by key, name, owner or tag"
            value={q}
            onChange={setQuery}
          />
        </search>
      )}
      {segments === undefined && <NotLoaded error={error} what="The list" lines={4} />}
      {isEmpty && q !== '' && (
        <EmptyState
          icon="search"
          title="No segment matches"
          actions={<Button onClick={() => setQuery(undefined)}>Clear the search</Button>}
        />
      )}
      {isEmpty && q === '' && (
        <div class="panel">
          <EmptyState icon="segments" title="Create your first segment" actions={button}>
            <p>
              Beta testers, employees, enterprise customers: say once who they are, by conditions or by a list. A change
              of the segment changes every flag that names it.
            </p>
          </EmptyState>
        </div>
      )}
      {segments !== undefined && segments.length > 0 && (
        <ul class="panel segment-list" aria-label="Segments">
          {segments.map((segment) => (
            <SegmentRow key={segment.key} segment={segment} />
          ))}
        </ul>
      )}
      {hasNextPage && <Button onClick={() => void fetchNextPage()}>Show more</Button>}
      {isCreating && <CreateSegment onClose={() => setCreating(false)} />}
    </Page>
  );
}

function SegmentRow({ segment }: { readonly segment: StoredSegment }): JSX.Element {
  const { key, name, tags = [], enabled = true, members, updatedAt } = segment;
  return (
    <li class="segment-row">
      <div class="segment-name">
        <Link class="segment-link cover mono" href={pathTo('segment', { key })}>
          {key}
        </Link>
        {name !== undefined && <span class="muted">{name}</span>}
      </div>
      <div class="segment-who">
        <Sentence tokens={segmentTokens(segment)} />
      </div>
      <div class="segment-end">
        {!enabled && <Chip>off</Chip>}
        {members === 'stored' && <Chip tone="accent">stored members</Chip>}
        {tags.slice(0, 2).map((tag) => (
          <Tag key={tag}>{tag}</Tag>
        ))}
        <span class="muted">
          <Time at={updatedAt} />
        </span>
      </div>
    </li>
  );
}
