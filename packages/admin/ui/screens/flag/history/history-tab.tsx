import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { FlagDocument } from '@flagstaff/core';
import { useApiPages } from '../../../api/query.ts';
import { NoHistory } from '../../../changes/no-history.tsx';
import { Button } from '../../../components/button.tsx';
import { DiffView } from '../../../components/diff-view.tsx';
import { Skeleton } from '../../../components/skeleton.tsx';
import { toast } from '../../../components/toast.tsx';
import { useMe } from '../../../session/me.ts';
import { bodyOf, useDraft } from '../model/draft.ts';
import type { StoredFlag } from '../../../../src/documents.ts';
import { mergeFlags } from '../model/merge.ts';
import { variantNames } from '../../../lib/variants-of.ts';
import { fieldPlace } from '../../../changes/field-names.ts';
import { CommitEntry } from './commit-entry.tsx';
import './history.css';

/** Every commit that changed the flag, with ways back. Both ways lead into the draft, and through the save dialog. */
export function HistoryTab(): JSX.Element {
  const { capabilities } = useMe();
  return capabilities.history ? <Commits /> : <NoHistory />;
}

function Commits(): JSX.Element {
  const { flag, edit, base } = useDraft();
  const [compared, compare] = useState<StoredFlag>();
  const { key } = flag.value;
  const { data, error, fetchNextPage, hasNextPage } = useApiPages('GET /{kind}/{key}/history', {
    params: { kind: 'flags', key },
  });
  const commits = data?.pages.flatMap((page) => page.data.items);

  function bringBack(version: StoredFlag): void {
    edit(() => bodyOf({ flag: version, etag: undefined }));
    toast(`The draft is version ${version.version} again. Review and save it.`, { tone: 'info' });
  }

  function revert(before: FlagDocument, after: FlagDocument): void {
    const { document, conflicts } = mergeFlags(after, before, flag.value);
    edit(() => document);
    const fields = conflicts.map(({ field }) => fieldPlace(field).label).join(', ');
    toast(
      conflicts.length === 0
        ? 'The draft has everything but this change. Review and save it.'
        : `Changed again since: ${fields}. Check the draft before you save it.`,
      { tone: 'info' },
    );
  }

  return (
    <div class="panel history" aria-label="History" role="region">
      {commits === undefined && error === null && <Skeleton lines={5} />}
      {error !== null && <p class="field-error">{error.problem.detail}</p>}
      <ol>
        {commits?.map((commit) => (
          <CommitEntry
            key={commit.revision.token}
            commit={commit}
            variants={variantNames(flag.value)}
            onBringBack={bringBack}
            onRevert={revert}
            onCompare={compare}
          />
        ))}
      </ol>
      {hasNextPage && (
        <Button look="ghost" onClick={() => void fetchNextPage()}>
          Show more
        </Button>
      )}
      {compared && (
        <section class="history-compare" aria-label="Comparison">
          <h2>
            Version {compared.version} and version {base.value.flag.version}
          </h2>
          <DiffView before={bodyOf({ flag: compared, etag: undefined })} after={bodyOf(base.value)} />
          <span>
            <Button onClick={() => compare(undefined)}>Close the comparison</Button>
          </span>
        </section>
      )}
    </div>
  );
}
