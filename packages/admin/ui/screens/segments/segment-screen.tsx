import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { useApi } from '../../api/query.ts';
import { DeleteDialog } from '../../changes/delete-dialog.tsx';
import { LastChange } from '../../changes/last-change.tsx';
import { Button } from '../../components/button.tsx';
import { Chip } from '../../components/chip.tsx';
import { Sentence } from '../../components/sentence.tsx';
import { AttributeNames } from '../../context/attribute-names.tsx';
import { pathTo } from '../../lib/paths.ts';
import type { ScreenProps } from '../../screens.tsx';
import { useMaySomewhere } from '../../session/me.ts';
import { NotLoaded } from '../../components/not-loaded.tsx';
import { Page } from '../../shell/page.tsx';
import { Members } from './members.tsx';
import { SegmentDraft } from './segment-draft.tsx';
import { segmentTokens } from './segment-words.ts';
import type { StoredSegment } from './segment-words.ts';
import { TrySegment } from './try-segment.tsx';
import { UsedBy } from './used-by.tsx';
import './segments.css';

/** One segment: who is in it, and what uses it. */
export default function SegmentScreen({ params }: ScreenProps): JSX.Element {
  const key = params['key']!;
  const { data, error } = useApi('GET /{kind}/{key}', { params: { kind: 'segments', key } });
  const { allowed, reason } = useMaySomewhere('write');
  const [isDeleting, setDeleting] = useState(false);
  const segment = data?.data.kind === 'segment' ? data.data : undefined;
  return (
    <Page
      title={key}
      mono
      parent={{ text: 'Segments', href: pathTo('segments') }}
      description={segment?.name ?? segment?.description}
      actions={
        segment &&
        (allowed ? (
          <Button icon="trash" onClick={() => setDeleting(true)}>
            Delete…
          </Button>
        ) : (
          <span class="muted">{reason}</span>
        ))
      }
    >
      {segment === undefined && <NotLoaded error={error} what="This segment" icon="segments" />}
      <AttributeNames />
      {segment && <Facts segment={segment} />}
      {segment && (allowed ? <SegmentDraft key={key} segment={segment} /> : <Shown segment={segment} />)}
      {segment?.members === 'stored' && <Members key={key} segment={segment} />}
      {segment && <TrySegment key={key} segment={segment} />}
      {segment && <UsedBy segment={key} />}
      {segment && isDeleting && (
        <DeleteDialog document={segment} to={pathTo('segments')} onClose={() => setDeleting(false)}>
          A segment that a flag or another segment names cannot be deleted. The history keeps it, and the deletion can
          be undone. Stored members are not part of the history.
        </DeleteDialog>
      )}
    </Page>
  );
}

function Facts({ segment }: { readonly segment: StoredSegment }): JSX.Element {
  const { enabled = true, owner, tags = [] } = segment;
  return (
    <div class="facts">
      {!enabled && <Chip tone="warning">off: it has no members</Chip>}
      {owner !== undefined && <span>Owned by {owner}</span>}
      {tags.length > 0 && <span>{tags.join(', ')}</span>}
      <LastChange document={segment} />
    </div>
  );
}

/** What a reader sees. */
function Shown({ segment }: { readonly segment: StoredSegment }): JSX.Element {
  return (
    <section class="panel panel-body" aria-label="Who is in it">
      <Sentence tokens={segmentTokens(segment)} />
    </section>
  );
}
