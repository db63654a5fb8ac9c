import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { ShownCommit } from '../../../src/client.ts';
import { useApi } from '../../api/query.ts';
import { changesBack } from '../../changes/undo.ts';
import { WriteDialog } from '../../changes/write-dialog.tsx';
import { EffectTable } from '../../changes/effect-table.tsx';
import { plural } from '../../lib/format.ts';
import { DocumentLinks } from '../../components/document-links.tsx';

/** Shows what taking a commit back would do, and does it. */
export function TakeBackDialog({
  commit,
  onClose,
}: {
  readonly commit: ShownCommit;
  readonly onClose: () => void;
}): JSX.Element {
  const { number } = commit.revision;
  const [changes] = useState(() => changesBack(commit));
  const preview = useApi('POST /preview', { body: { changes } });
  return (
    <WriteDialog
      title={`Take revision ${number} back`}
      action="Take it back"
      changes={changes}
      suggestion={`Take revision ${number} back`}
      done={`Revision ${number} was taken back.`}
      blocked={
        preview.data?.data.allowed === false
          ? 'You may not write this in every environment that it affects.'
          : undefined
      }
      onClose={onClose}
    >
      <p class="secondary">
        {plural(changes.length, 'document')} will be as before:{' '}
        <DocumentLinks ids={commit.changes.map(({ id }) => id)} />. This is a new commit; nothing is removed from the
        history. It fails when one of them was changed since.
      </p>
      <EffectTable preview={preview.data?.data} error={preview.error?.problem.detail} />
    </WriteDialog>
  );
}
