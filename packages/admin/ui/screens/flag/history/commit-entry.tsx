import type { JSX } from 'preact';
import { Link } from 'wouter-preact';
import type { FlagDocument } from '@flagstaff/core';
import type { ShownCommit } from '../../../../src/client.ts';
import { Button } from '../../../components/button.tsx';
import { Chip } from '../../../components/chip.tsx';
import { Time } from '../../../components/time.tsx';
import { pathTo } from '../../../lib/paths.ts';
import { plural } from '../../../lib/format.ts';
import { bodyOf, useDraft, useMayEditDraft } from '../model/draft.ts';
import type { StoredFlag } from '../../../../src/documents.ts';
import { ChangeList } from '../../../changes/change-list.tsx';

/** One commit: who, when, why and what. */
export function CommitEntry({
  commit,
  variants,
  onBringBack,
  onRevert,
  onCompare,
}: {
  readonly commit: ShownCommit;
  readonly variants: readonly string[];
  readonly onBringBack: (version: StoredFlag) => void;
  readonly onRevert: (before: FlagDocument, after: FlagDocument) => void;
  readonly onCompare: (version: StoredFlag) => void;
}): JSX.Element | null {
  const { base } = useDraft();
  const { allowed: mayEdit } = useMayEditDraft();
  const [change] = commit.changes;
  if (change === undefined) return null;
  const after = change.after as StoredFlag | null;
  const before = change.before as StoredFlag | null;
  const isCurrent = after?.version === base.value.flag.version;
  return (
    <li class="commit">
      <header class="commit-header">
        <p>
          <strong>{commit.comment ?? (before === null ? 'Created' : after === null ? 'Deleted' : 'Changed')}</strong>{' '}
          {isCurrent && <Chip tone="success">current</Chip>}
        </p>
        <p class="muted commit-about">
          {after !== null && `Version ${after.version} · `}
          {commit.actor ?? 'unknown'} · <Time at={commit.at} />
          {commit.via !== undefined && ` · ${commit.via}`}
          {commit.others !== undefined && ` · with ${plural(commit.others, 'other document')}`}
          {' · '}
          <Link class="link" href={pathTo('commit', { revision: commit.revision.number })}>
            Revision {commit.revision.number}
          </Link>
        </p>
      </header>
      {before === null ? (
        <p class="secondary">The flag was created.</p>
      ) : (
        <ChangeList changes={change.fields} variants={variants} />
      )}
      <div class="row commit-actions">
        {mayEdit && before !== null && after !== null && (
          <Button
            icon="undo"
            label={`Revert this change of version ${after.version}`}
            onClick={() =>
              onRevert(bodyOf({ flag: before, etag: undefined }), bodyOf({ flag: after, etag: undefined }))
            }
          >
            Revert this
          </Button>
        )}
        {mayEdit && after !== null && !isCurrent && (
          <Button look="ghost" icon="history" onClick={() => onBringBack(after)}>
            Bring back version {after.version}
          </Button>
        )}
        {after !== null && !isCurrent && (
          <Button
            look="ghost"
            label={`Compare version ${after.version} with the current one`}
            onClick={() => onCompare(after)}
          >
            Compare
          </Button>
        )}
      </div>
    </li>
  );
}
